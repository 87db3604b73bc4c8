using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Calls;

namespace Polydev.Providers.Requests;

/// <summary>Finds what no wire can carry, and says it so that a caller knows what to change.</summary>
internal static class RequestCheck
{
    private static readonly SearchValues<char> ToolNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public static string? Common(ModelRequest request, string wire)
    {
        if (string.IsNullOrWhiteSpace(request.Model))
        {
            return "\"model\" is missing. Name one of the provider's models.";
        }

        if (request.Prompt is null == request.Messages is null)
        {
            return "Set exactly one of \"prompt\" and \"messages\".";
        }

        if (request is { MaxTokens: <= 0 })
        {
            return "\"max_tokens\" must be at least 1.";
        }

        if (request.Temperature is < 0 or > 2 or double.NaN)
        {
            return "\"temperature\" must be from 0 to 2.";
        }

        return Tools(request) ?? Messages(request.Conversation, wire);
    }

    /// <summary>Says that a wire does not know a kind of part; null when no message has one.</summary>
    public static string? Without(ModelRequest request, string type, string sentence) =>
        request.Conversation.Any(message => message.Content.Any(part => part.Type == type)) ? sentence : null;

    /// <summary>Says that a wire takes images from the user alone; null when no other role has one.</summary>
    public static string? ImagesOfUserOnly(ModelRequest request, string wire) =>
        request.Conversation.Any(message => message.Role == Parts.Assistant && message.Content.Any(part => part.Type == Parts.Image))
            ? $"Wire {wire} takes images from the user only. Leave the assistant's images out, or send them as the user's."
            : null;

    private static string? Tools(ModelRequest request)
    {
        var tools = request.Tools ?? [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tool in tools)
        {
            if (tool.Name.Length is 0 or > 64 || tool.Name.AsSpan().ContainsAnyExcept(ToolNameCharacters))
            {
                return $"Tool name \"{tool.Name}\" must be 1 to 64 letters, digits, _ or -.";
            }

            if (!names.Add(tool.Name))
            {
                return $"Two tools are named \"{tool.Name}\". Give each a name of its own.";
            }

            if (tool.Parameters is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) })
            {
                return $"\"parameters\" of tool \"{tool.Name}\" must be a JSON Schema object.";
            }
        }

        return request.ToolChoice is null or "auto" or "none" or "required" || names.Contains(request.ToolChoice)
            ? null
            : $"\"tool_choice\" must be auto, none, required or the name of a tool; there is no tool \"{request.ToolChoice}\".";
    }

    private static string? Messages(IReadOnlyList<Message> messages, string wire)
    {
        if (messages.Count == 0)
        {
            return "\"messages\" is empty. Send at least one message.";
        }

        for (var at = 0; at < messages.Count; at++)
        {
            if (PartCheck.Message(messages[at], wire) is { } wrong)
            {
                return $"messages[{at}]: {wrong}";
            }
        }

        return messages.Any(message => message.Role != Parts.System)
            ? null
            : "\"messages\" holds system messages only. Add a user message.";
    }
}
