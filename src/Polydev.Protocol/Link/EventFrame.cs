using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Polydev.Protocol.Link;

/// <summary>Writes and reads the link's hot line: <c>{"type":"event","execution_id":"…","seq":3,"event":{"type":"text",…}}</c>.</summary>
/// <remarks>The event travels as bytes: the controller logs and serves what the worker wrote without making objects of it.</remarks>
public static class EventFrame
{
    private static ReadOnlySpan<byte> Prefix => "{\"type\":\"event\",\"execution_id\":\""u8;

    private static ReadOnlySpan<byte> SeqField => "\",\"seq\":"u8;

    private static ReadOnlySpan<byte> EventField => ",\"event\":"u8;

    private static ReadOnlySpan<byte> TypeField => "{\"type\":\""u8;

    /// <summary>Writes one line, its line feed included.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="executionId">Id of the execution: ASCII without characters that JSON escapes.</param>
    /// <param name="seq">Sequence number, from 1.</param>
    /// <param name="eventJson">The event as one JSON object without line feeds.</param>
    public static void Write(IBufferWriter<byte> output, string executionId, long seq, ReadOnlySpan<byte> eventJson)
    {
        var span = output.GetSpan(Prefix.Length + executionId.Length + SeqField.Length + 20 + EventField.Length + eventJson.Length + 2);
        Prefix.CopyTo(span);
        var at = Prefix.Length;
        at += Encoding.ASCII.GetBytes(executionId, span[at..]);
        SeqField.CopyTo(span[at..]);
        at += SeqField.Length;
        Utf8Formatter.TryFormat(seq, span[at..], out var digits);
        at += digits;
        EventField.CopyTo(span[at..]);
        at += EventField.Length;
        eventJson.CopyTo(span[at..]);
        at += eventJson.Length;
        span[at++] = (byte)'}';
        span[at++] = (byte)'\n';
        output.Advance(at);
    }

    /// <summary>Tells an event line from the other lines by its first bytes.</summary>
    public static bool IsEvent(ReadOnlySpan<byte> line) => line.StartsWith(Prefix);

    /// <summary>Reads one line without its line feed. False when it is not a whole, valid event line in the form that <see cref="Write"/> makes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out EventFrameView view)
    {
        view = default;
        if (!line.StartsWith(Prefix) || line[^1] != (byte)'}')
        {
            return false;
        }

        var rest = line[Prefix.Length..^1];
        var idLength = rest.IndexOf((byte)'"');
        if (idLength <= 0 || !rest[idLength..].StartsWith(SeqField))
        {
            return false;
        }

        var id = rest[..idLength];
        rest = rest[(idLength + SeqField.Length)..];
        if (!Utf8Parser.TryParse(rest, out long seq, out var digits) || seq < 1 || !rest[digits..].StartsWith(EventField))
        {
            return false;
        }

        var json = rest[(digits + EventField.Length)..];
        if (!TryReadType(json, out var type))
        {
            return false;
        }

        view = new EventFrameView(id, seq, type, json);
        return true;
    }

    /// <summary>Checks that the bytes are one JSON object that starts with its type, and finds the type.</summary>
    private static bool TryReadType(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> type)
    {
        type = default;

        // The event is served inside SSE, where a carriage return ends a line: none may hide in the white space.
        if (!json.StartsWith(TypeField) || json.Contains((byte)'\r'))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            reader.Read();
            reader.Read();
            type = reader.ValueSpan;
            var escaped = reader.ValueIsEscaped;
            while (reader.Read())
            {
                reader.Skip();
            }

            return !escaped;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
