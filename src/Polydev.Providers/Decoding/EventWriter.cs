using System.Buffers.Text;
using System.Text.Encodings.Web;
using Polydev.Protocol.Events;
using Polydev.Providers.Json;

namespace Polydev.Providers.Decoding;

/// <summary>Writes normalised events as JSON into one pooled buffer and hands them to the sink.</summary>
/// <remarks>
/// Output events are composed from the provider's own escaped bytes, without unescaping them and without an allocation; the rare
/// ones go through the serializer. The shapes are those of the records in <see cref="Protocol.Events"/>.
/// </remarks>
internal sealed class EventWriter(IEventSink sink)
{
    private readonly PooledBytes _json = new();

    public void Text(ReadOnlySpan<byte> escaped)
    {
        Begin("""{"type":"text","text":"""u8, escaped);
        End(EventTypes.Text);
    }

    public void Reasoning(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> redacted)
    {
        Begin("""{"type":"reasoning","text":"""u8, escaped);
        Optional(""","signature":"""u8, signature);
        Optional(""","redacted":"""u8, redacted);
        End(EventTypes.Reasoning);
    }

    public void Image(ReadOnlySpan<byte> mimeType, ReadOnlySpan<byte> base64)
    {
        Begin("""{"type":"image","mime_type":"""u8, mimeType);
        String(""","data":"""u8, base64);
        End(EventTypes.Image);
    }

    public void ToolCall(int index, in ToolCallPiece piece)
    {
        _json.Clear();
        _json.Append("""{"type":"tool_call","index":"""u8);
        Utf8Formatter.TryFormat(index, _json.Reserve(16), out var written);
        _json.Advance(written);
        Optional(""","id":"""u8, piece.Id);
        Optional(""","name":"""u8, piece.Name);
        if (piece.ArgumentsAreJson)
        {
            _json.Append(""","arguments":"""u8);
            _json.Append((byte)'"');
            Escape(piece.Arguments);
            _json.Append((byte)'"');
        }
        else
        {
            String(""","arguments":"""u8, piece.Arguments);
        }

        Optional(""","signature":"""u8, piece.Signature);
        End(EventTypes.ToolCall);
    }

    /// <summary>Sends an event that comes once in an answer.</summary>
    public void Rare(string type, ExecutionEvent item) =>
        sink.OnEvent(type, EventJson.Write(item));

    public void Release() => _json.Release();

    private void Begin(ReadOnlySpan<byte> head, ReadOnlySpan<byte> escaped)
    {
        _json.Clear();
        String(head, escaped);
    }

    private void String(ReadOnlySpan<byte> head, ReadOnlySpan<byte> escaped)
    {
        _json.Append(head);
        _json.Append((byte)'"');
        EscapedText.CopyTo(escaped, _json);
        _json.Append((byte)'"');
    }

    private void Optional(ReadOnlySpan<byte> head, ReadOnlySpan<byte> escaped)
    {
        if (!escaped.IsEmpty)
        {
            String(head, escaped);
        }
    }

    /// <summary>Puts plain JSON text into the string being written.</summary>
    private void Escape(ReadOnlySpan<byte> plain)
    {
        while (!plain.IsEmpty)
        {
            var room = _json.Reserve(Math.Min(plain.Length, 4096) + 64);
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(plain, room, out var consumed, out var written);
            _json.Advance(written);
            plain = plain[consumed..];
        }
    }

    private void End(string type)
    {
        _json.Append((byte)'}');
        sink.OnEvent(type, _json.Written);
    }
}
