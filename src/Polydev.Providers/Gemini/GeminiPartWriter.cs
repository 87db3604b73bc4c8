using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers.Requests;

namespace Polydev.Providers.Gemini;

/// <summary>Writes one part of a turn as Gemini wants it.</summary>
internal static class GeminiPartWriter
{
    public static void Write(Utf8JsonWriter writer, ContentPart part)
    {
        writer.WriteStartObject();
        switch (part.Type)
        {
            case Parts.Text:
                writer.WriteString("text", part.Text);
                break;
            case Parts.Image:
                WriteImage(writer, part);
                break;
            case Parts.ToolCall:
                writer.WriteStartObject("functionCall");
                writer.WriteOptional("id", part.Id);
                writer.WriteString("name", part.Name);
                writer.WriteJson("args", part.Arguments);
                writer.WriteEndObject();
                break;
            case Parts.ToolResult:
                WriteResult(writer, part);
                break;
            default:
                WriteReasoning(writer, part);
                break;
        }

        writer.WriteOptional("thoughtSignature", part.Signature);
        writer.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter writer, ContentPart part)
    {
        writer.WriteStartObject(part.Url is null ? "inlineData" : "fileData");
        writer.WriteOptional("mimeType", part.MimeType);
        if (part.Url is null)
        {
            writer.WriteString("data", part.Data);
        }
        else
        {
            writer.WriteString("fileUri", part.Url);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a result; this wire wants an object, so what is none goes under the key that Google names for it.</summary>
    private static void WriteResult(Utf8JsonWriter writer, ContentPart part)
    {
        writer.WriteStartObject("functionResponse");
        writer.WriteOptional("id", part.Id);
        writer.WriteString("name", part.Name);
        if (part.IsError is not true && IsObject(part.Text!))
        {
            writer.WriteJson("response", part.Text);
        }
        else
        {
            writer.WriteStartObject("response");
            writer.WriteString(part.IsError is true ? "error" : "output", part.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter writer, ContentPart part)
    {
        writer.WriteString("text", part.Text ?? "");
        if (!string.IsNullOrEmpty(part.Text))
        {
            // A signature without text came on a part that was no thought.
            writer.WriteBoolean("thought", true);
        }
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
