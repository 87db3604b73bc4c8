using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Providers.Requests;

namespace Polydev.Providers.OpenAiChat;

/// <summary>Writes the body of a chat completion request.</summary>
internal static class OpenAiChatRequestBuilder
{
    public static void Write(Utf8JsonWriter writer, ModelRequest request, bool stream)
    {
        writer.WriteStartObject();
        writer.WriteString("model", request.Model);
        writer.WriteStartArray("messages");
        if (!string.IsNullOrEmpty(request.System))
        {
            WriteMessage(writer, Parts.System, [ContentPart.FromText(request.System)]);
        }

        foreach (var message in request.Conversation)
        {
            WriteTurn(writer, message);
        }

        writer.WriteEndArray();
        WriteLimits(writer, request);
        WriteTools(writer, request);
        if (stream)
        {
            writer.WriteBoolean("stream", true);
            writer.WriteStartObject("stream_options");
            writer.WriteBoolean("include_usage", true);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter writer, ModelRequest request)
    {
        if (request.MaxTokens is { } maxTokens)
        {
            // The reasoning models refuse the older max_tokens.
            writer.WriteNumber("max_completion_tokens", maxTokens);
        }

        if (request.Temperature is { } temperature)
        {
            writer.WriteNumber("temperature", temperature);
        }
    }

    /// <summary>Writes a turn; each tool result is a message of its own on this wire, and comes before what else the turn holds.</summary>
    private static void WriteTurn(Utf8JsonWriter writer, Message message)
    {
        foreach (var result in message.Content.Where(part => part.Type == Parts.ToolResult))
        {
            writer.WriteStartObject();
            writer.WriteString("role", Parts.Tool);
            writer.WriteString("tool_call_id", result.Id);
            writer.WriteString("content", result.Text);
            writer.WriteEndObject();
        }

        var rest = message.Content.Where(part => part.Type != Parts.ToolResult).ToList();
        if (rest.Count > 0)
        {
            WriteMessage(writer, message.Role, rest);
        }
    }

    private static void WriteMessage(Utf8JsonWriter writer, string role, List<ContentPart> parts)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        var calls = parts.Where(part => part.Type == Parts.ToolCall).ToList();
        var said = parts.Where(part => part.Type is Parts.Text or Parts.Image).ToList();
        if (said is [{ Type: Parts.Text } only])
        {
            writer.WriteString("content", only.Text);
        }
        else if (said.Count > 0)
        {
            WriteContent(writer, said);
        }
        else
        {
            writer.WriteNull("content");
        }

        if (calls.Count > 0)
        {
            WriteToolCalls(writer, calls);
        }

        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, List<ContentPart> parts)
    {
        writer.WriteStartArray("content");
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            if (part.Type == Parts.Text)
            {
                writer.WriteString("type", "text");
                writer.WriteString("text", part.Text);
            }
            else
            {
                writer.WriteString("type", "image_url");
                writer.WriteStartObject("image_url");
                writer.WriteString("url", Parts.ImageUrl(part));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, List<ContentPart> calls)
    {
        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id", call.Id);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", string.IsNullOrWhiteSpace(call.Arguments) ? "{}" : call.Arguments);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
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
                writer.WriteStartObject("function");
                writer.WriteString("name", tool.Name);
                writer.WriteOptional("description", tool.Description);
                writer.WriteSchema("parameters", tool.Parameters);
                writer.WriteEndObject();
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
            writer.WriteStartObject("function");
            writer.WriteString("name", name);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }
}
