using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Polydev.Cli.Client;

namespace Polydev.Cli.Output;

/// <summary>Machine output: one JSON document on one line, or one line per item of a stream.</summary>
internal static class JsonOutput
{
    /// <summary>No HTML is near: quotes and letters of other scripts stay as they are.</summary>
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document as the API gave it.</summary>
    public static void Write(TextWriter output, JsonElement document) => output.WriteLine(document.ValueKind == JsonValueKind.Undefined ? "{}" : document.GetRawText());

    /// <summary>Writes an event with its number: <c>{"seq":3,"type":"text",…}</c>.</summary>
    public static void WriteEvent(TextWriter output, StreamedEvent item)
    {
        var json = Encoding.UTF8.GetString(item.Json.Span).TrimStart();
        output.WriteLine($"{{\"seq\":{item.Seq.ToString(CultureInfo.InvariantCulture)},{json.AsSpan(json.IndexOf('{', StringComparison.Ordinal) + 1)}");
        output.Flush();
    }

    /// <summary>Writes an object of fields made here.</summary>
    public static void WriteObject(TextWriter output, Action<Utf8JsonWriter> fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
