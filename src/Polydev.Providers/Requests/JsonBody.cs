using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Polydev.Providers.Requests;

/// <summary>Makes JSON bodies as providers like them: UTF-8, with nothing escaped that need not be.</summary>
internal static class JsonBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Writes a field whose value is JSON that someone else wrote; an empty text is the empty object.</summary>
    public static void WriteJson(this Utf8JsonWriter writer, string name, string? json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(string.IsNullOrWhiteSpace(json) ? "{}" : json);
    }

    /// <summary>Writes a tool's schema; a function without arguments gets the schema of an empty object.</summary>
    public static void WriteSchema(this Utf8JsonWriter writer, string name, JsonElement? schema)
    {
        writer.WritePropertyName(name);
        if (schema is { ValueKind: JsonValueKind.Object } given)
        {
            given.WriteTo(writer);
        }
        else
        {
            writer.WriteRawValue("""{"type":"object","properties":{}}""", skipInputValidation: true);
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }
}
