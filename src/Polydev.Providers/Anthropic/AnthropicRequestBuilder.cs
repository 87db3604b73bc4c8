using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers.Requests;

namespace Polydev.Providers.Anthropic;

/// <summary>Writes the body of a message request.</summary>
internal static class AnthropicRequestBuilder
{
    /// <summary>This wire demands a limit; see <see cref="ModelRequest.MaxTokens"/>.</summary>
    private const int DefaultMaxTokens = 4096;

    public static void Write(Utf8JsonWriter writer, ModelRequest request, bool stream)
    {
        writer.WriteStartObject();
        writer.WriteString("model", request.Model);
        writer.WriteNumber("max_tokens", request.MaxTokens ?? DefaultMaxTokens);
        writer.WriteOptional("system", string.Join("\n\n", Parts.SystemTexts(request)));
        writer.WriteStartArray("messages");
        foreach (var (role, content) in Parts.Turns(request, role => role == Parts.Assistant ? Parts.Assistant : Parts.User))
        {
            writer.WriteStartObject();
            writer.WriteString("role", role);
            WriteContent(writer, content);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (request.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }

        WriteTools(writer, request);
        if (stream)
        {
            writer.WriteBoolean("stream", true);
        }

        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, IReadOnlyList<ContentPart> content)
    {
        if (content is [{ Type: Parts.Text } only])
        {
            writer.WriteString("content", only.Text);
            return;
        }

        writer.WriteStartArray("content");
        // This wire refuses empty text blocks, and wants the results of tools before anything else in a turn.
        foreach (var part in content.OrderBy(part => part.Type == Parts.ToolResult ? 0 : 1).Where(part => part is not { Type: Parts.Text, Text: "" }))
        {
            writer.WriteStartObject();
            WritePart(writer, part);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter writer, ContentPart part)
    {
        switch (part.Type)
        {
            case Parts.Text:
                writer.WriteString("type", "text");
                writer.WriteString("text", part.Text);
                break;
            case Parts.Image:
                WriteImage(writer, part);
                break;
            case Parts.ToolCall:
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", part.Id);
                writer.WriteString("name", part.Name);
                writer.WriteJson("input", part.Arguments);
                break;
            case Parts.ToolResult:
                writer.WriteString("type", "tool_result");
                writer.WriteString("tool_use_id", part.Id);
                writer.WriteString("content", part.Text);
                if (part.IsError is true)
                {
                    writer.WriteBoolean("is_error", true);
                }

                break;
            default:
                WriteReasoning(writer, part);
                break;
        }
    }

    private static void WriteImage(Utf8JsonWriter writer, ContentPart part)
    {
        writer.WriteString("type", "image");
        writer.WriteStartObject("source");
        if (part.Url is not null)
        {
            writer.WriteString("type", "url");
            writer.WriteString("url", part.Url);
        }
        else
        {
            writer.WriteString("type", "base64");
            writer.WriteString("media_type", part.MimeType);
            writer.WriteString("data", part.Data);
        }

        writer.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter writer, ContentPart part)
    {
        if (part.Redacted is not null)
        {
            writer.WriteString("type", "redacted_thinking");
            writer.WriteString("data", part.Redacted);
            return;
        }

        writer.WriteString("type", "thinking");
        writer.WriteString("thinking", part.Text ?? "");
        writer.WriteString("signature", part.Signature ?? "");
    }

    private static void WriteTools(Utf8JsonWriter writer, ModelRequest request)
    {
        if (request.Tools is { Count: > 0 } tools)
        {
            writer.WriteStartArray("tools");
            foreach (var tool in tools)
            {
                writer.WriteStartObject();
                writer.WriteString("name", tool.Name);
                writer.WriteOptional("description", tool.Description);
                writer.WriteSchema("input_schema", tool.Parameters);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (request.ToolChoice is { } choice)
        {
            writer.WriteStartObject("tool_choice");
            writer.WriteString("type", choice switch { "auto" or "none" => choice, "required" => "any", _ => "tool" });
            if (choice is not ("auto" or "none" or "required"))
            {
                writer.WriteString("name", choice);
            }

            writer.WriteEndObject();
        }
    }
}
