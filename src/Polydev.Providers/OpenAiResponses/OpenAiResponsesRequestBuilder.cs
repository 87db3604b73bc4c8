using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers.Requests;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>Writes the body of a response request.</summary>
internal static class OpenAiResponsesRequestBuilder
{
    public static void Write(Utf8JsonWriter writer, ModelRequest request, bool stream)
    {
        writer.WriteStartObject();
        writer.WriteString("model", request.Model);
        writer.WriteOptional("instructions", request.System);
        writer.WriteStartArray("input");
        foreach (var message in request.Conversation)
        {
            WriteTurn(writer, message);
        }

        writer.WriteEndArray();
        if (request.MaxTokens is { } maxTokens)
        {
            writer.WriteNumber("max_output_tokens", maxTokens);
        }

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

    /// <summary>Writes a turn in its own order: what is said goes into messages, all else is an item beside them.</summary>
    private static void WriteTurn(Utf8JsonWriter writer, Message message)
    {
        var inMessage = false;
        foreach (var part in message.Content)
        {
            var said = part.Type is Parts.Text or Parts.Image;
            if (said && !inMessage)
            {
                writer.WriteStartObject();
                writer.WriteString("role", message.Role);
                writer.WriteStartArray("content");
            }
            else if (!said && inMessage)
            {
                EndMessage(writer);
            }

            inMessage = said;
            WritePart(writer, part, message.Role);
        }

        if (inMessage)
        {
            EndMessage(writer);
        }
    }

    private static void EndMessage(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter writer, ContentPart part, string role)
    {
        writer.WriteStartObject();
        switch (part.Type)
        {
            case Parts.Text:
                writer.WriteString("type", role == Parts.Assistant ? "output_text" : "input_text");
                writer.WriteString("text", part.Text);
                break;
            case Parts.Image:
                writer.WriteString("type", "input_image");
                writer.WriteString("image_url", Parts.ImageUrl(part));
                break;
            case Parts.ToolCall:
                writer.WriteString("type", "function_call");
                writer.WriteString("call_id", part.Id);
                writer.WriteString("name", part.Name);
                writer.WriteString("arguments", string.IsNullOrWhiteSpace(part.Arguments) ? "{}" : part.Arguments);
                break;
            case Parts.ToolResult:
                writer.WriteString("type", "function_call_output");
                writer.WriteString("call_id", part.Id);
                writer.WriteString("output", part.Text);
                break;
            default:
                WriteReasoning(writer, part);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter writer, ContentPart part)
    {
        writer.WriteString("type", "reasoning");
        writer.WriteOptional("id", part.Id);
        writer.WriteStartArray("summary");
        if (!string.IsNullOrEmpty(part.Text))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "summary_text");
            writer.WriteString("text", part.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteOptional("encrypted_content", part.Redacted ?? part.Signature);
    }

    private static void WriteTools(Utf8JsonWriter writer, ModelRequest request)
    {
        if (request.Tools is { Count: > 0 } tools)
        {
            writer.WriteStartArray("tools");
            foreach (var tool in tools)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "function");
                writer.WriteString("name", tool.Name);
                writer.WriteOptional("description", tool.Description);
                writer.WriteSchema("parameters", tool.Parameters);
                writer.WriteBoolean("strict", false); // This wire is strict by default, and then refuses most schemas.
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (request.ToolChoice is "auto" or "none" or "required")
        {
            writer.WriteString("tool_choice", request.ToolChoice);
        }
        else if (request.ToolChoice is { } name)
        {
            writer.WriteStartObject("tool_choice");
            writer.WriteString("type", "function");
            writer.WriteString("name", name);
            writer.WriteEndObject();
        }
    }
}
