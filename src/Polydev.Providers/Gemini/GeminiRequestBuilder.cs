using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers.Requests;

namespace Polydev.Providers.Gemini;

/// <summary>Writes the body of a generateContent request.</summary>
internal static class GeminiRequestBuilder
{
    public static void Write(Utf8JsonWriter writer, ModelRequest request)
    {
        writer.WriteStartObject();
        WriteSystem(writer, [.. Parts.SystemTexts(request)]);
        writer.WriteStartArray("contents");
        foreach (var (role, content) in Parts.Turns(request, role => role == Parts.Assistant ? "model" : "user"))
        {
            writer.WriteStartObject();
            writer.WriteString("role", role);
            writer.WriteStartArray("parts");
            foreach (var part in content)
            {
                GeminiPartWriter.Write(writer, part);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteGenerationConfig(writer, request);
        WriteTools(writer, request);
        writer.WriteEndObject();
    }

    private static void WriteSystem(Utf8JsonWriter writer, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("systemInstruction");
        writer.WriteStartArray("parts");
        foreach (var text in texts)
        {
            writer.WriteStartObject();
            writer.WriteString("text", text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteGenerationConfig(Utf8JsonWriter writer, ModelRequest request)
    {
        if (request is { MaxTokens: null, Temperature: null })
        {
            return;
        }

        writer.WriteStartObject("generationConfig");
        if (request.MaxTokens is { } maxTokens)
        {
            writer.WriteNumber("maxOutputTokens", maxTokens);
        }

        if (request.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        writer.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter writer, ModelRequest request)
    {
        if (request.Tools is { Count: > 0 } tools)
        {
            writer.WriteStartArray("tools");
            writer.WriteStartObject();
            writer.WriteStartArray("functionDeclarations");
            foreach (var tool in tools)
            {
                writer.WriteStartObject();
                writer.WriteString("name", tool.Name);
                writer.WriteOptional("description", tool.Description);
                writer.WriteSchema("parametersJsonSchema", tool.Parameters); // "parameters" takes a dialect of its own.
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        if (request.ToolChoice is { } choice)
        {
            writer.WriteStartObject("toolConfig");
            writer.WriteStartObject("functionCallingConfig");
            writer.WriteString("mode", choice switch { "auto" => "AUTO", "none" => "NONE", _ => "ANY" });
            if (choice is not ("auto" or "none" or "required"))
            {
                writer.WriteStartArray("allowedFunctionNames");
                writer.WriteStringValue(choice);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }
}
