using System.Text.Json;
using Polydev.Protocol.Calls;

namespace Polydev.Providers.Requests;

/// <summary>Finds what is wrong with one message, whatever wire it is for.</summary>
internal static class PartCheck
{
    public static string? Message(Message message, string wire)
    {
        if (message.Role is not (Parts.System or Parts.User or Parts.Assistant or Parts.Tool))
        {
            return $"role \"{message.Role}\" is unknown. Use system, user, assistant or tool.";
        }

        if (message.Content.Count == 0)
        {
            return "it has no content.";
        }

        return message.Content.Select(part => Part(part, wire) ?? Place(part.Type, message.Role)).FirstOrDefault(wrong => wrong is not null);
    }

    private static string? Part(ContentPart part, string wire) => part.Type switch
    {
        Parts.Text when part.Text is null => "a text part has no \"text\".",
        Parts.Image when part.Url is null && (part.Data is null || part.MimeType is null) => "an image needs \"url\", or \"data\" with \"mime_type\".",
        Parts.Image when part.Url is not null && part.Data is not null => "an image has both \"url\" and \"data\". Send one.",
        Parts.ToolCall => ToolCall(part, wire),
        Parts.ToolResult => ToolResult(part, wire),
        Parts.Reasoning when part is { Text: null, Signature: null, Redacted: null } => "a reasoning part is empty.",
        Parts.Text or Parts.Image or Parts.Reasoning => null,
        _ => $"part type \"{part.Type}\" is unknown. Use text, image, tool_call, tool_result or reasoning.",
    };

    private static string? Place(string type, string role) => type switch
    {
        Parts.ToolCall or Parts.Reasoning when role != Parts.Assistant => $"a {type} part belongs to the assistant, not to {role}.",
        Parts.ToolResult when role is not (Parts.Tool or Parts.User) => $"a {type} part belongs to role tool, not to {role}.",
        Parts.Image when role is not (Parts.User or Parts.Assistant) => $"role {role} cannot hold an image.",
        Parts.Text when role == Parts.Tool => "role tool holds tool_result parts only.",
        _ => null,
    };

    private static string? ToolCall(ContentPart part, string wire)
    {
        if (string.IsNullOrEmpty(part.Name))
        {
            return "a tool_call has no \"name\".";
        }

        if (string.IsNullOrEmpty(part.Id) && wire != WireNames.Gemini)
        {
            return $"a tool_call has no \"id\"; wire {wire} joins call and result by it.";
        }

        return IsObject(part.Arguments) ? null : "\"arguments\" of a tool_call must be a JSON object as text.";
    }

    private static string? ToolResult(ContentPart part, string wire)
    {
        if (part.Text is null)
        {
            return "a tool_result has no \"text\".";
        }

        if (wire == WireNames.Gemini)
        {
            return string.IsNullOrEmpty(part.Name) ? "a tool_result has no \"name\"; wire gemini joins call and result by it." : null;
        }

        return string.IsNullOrEmpty(part.Id) ? $"a tool_result has no \"id\"; wire {wire} joins call and result by it." : null;
    }

    private static bool IsObject(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
