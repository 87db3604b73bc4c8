using Polydev.Protocol.Calls;

namespace Polydev.Providers.Requests;

/// <summary>The names of message parts and roles in our own request, and small questions about them.</summary>
internal static class Parts
{
    public const string Text = "text";
    public const string Image = "image";
    public const string ToolCall = "tool_call";
    public const string ToolResult = "tool_result";
    public const string Reasoning = "reasoning";

    public const string System = "system";
    public const string User = "user";
    public const string Assistant = "assistant";
    public const string Tool = "tool";

    /// <summary>An image as an address: its own, or its bytes as a data URL.</summary>
    public static string ImageUrl(ContentPart image) => image.Url ?? $"data:{image.MimeType};base64,{image.Data}";

    /// <summary>All system instructions of a request, for wires that take them apart from the conversation.</summary>
    public static IEnumerable<string> SystemTexts(ModelRequest request)
    {
        if (!string.IsNullOrEmpty(request.System))
        {
            yield return request.System;
        }

        foreach (var message in request.Conversation.Where(message => message.Role == System))
        {
            foreach (var part in message.Content.Where(part => !string.IsNullOrEmpty(part.Text)))
            {
                yield return part.Text!;
            }
        }
    }

    /// <summary>The conversation without system messages, neighbours of one role joined: a wire may demand that roles take turns.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="role">The wire's word for a role of ours.</param>
    public static IEnumerable<(string Role, IReadOnlyList<ContentPart> Content)> Turns(ModelRequest request, Func<string, string> role)
    {
        string? current = null;
        List<ContentPart> parts = [];
        foreach (var message in request.Conversation.Where(message => message.Role != System))
        {
            var next = role(message.Role);
            if (current is not null && next != current)
            {
                yield return (current, parts);
                parts = [];
            }

            current = next;
            parts.AddRange(message.Content);
        }

        if (current is not null)
        {
            yield return (current, parts);
        }
    }
}
