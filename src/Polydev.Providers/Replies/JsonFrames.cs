using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Polydev.Providers.Replies;

/// <summary>Writes JSON values into the output, framed as server-sent events where asked, with one writer reused for all of them.</summary>
/// <remarks>Characters that JSON lets stand are left as UTF-8, as the providers do: no <c>\u</c> escapes for letters of other alphabets.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "A writer over a caller's buffer holds nothing to release.")]
internal sealed class JsonFrames(IBufferWriter<byte> output)
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly Utf8JsonWriter _json = new(output, s_options);

    /// <summary>Where the bytes go.</summary>
    public IBufferWriter<byte> Output => output;

    /// <summary>A writer for one JSON value; <see cref="Close"/> ends the value.</summary>
    public Utf8JsonWriter Open()
    {
        _json.Reset();
        return _json;
    }

    /// <summary>Opens a frame that has only data.</summary>
    public Utf8JsonWriter OpenData()
    {
        output.Write("data: "u8);
        return Open();
    }

    /// <summary>Opens a frame that names its event.</summary>
    public Utf8JsonWriter OpenEvent(ReadOnlySpan<byte> name)
    {
        output.Write("event: "u8);
        output.Write(name);
        output.Write("\ndata: "u8);
        return Open();
    }

    /// <summary>Ends the JSON value.</summary>
    public void Close() => _json.Flush();

    /// <summary>Ends the JSON value and its frame.</summary>
    public void CloseFrame()
    {
        _json.Flush();
        output.Write("\n\n"u8);
    }
}
