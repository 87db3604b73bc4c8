namespace Polydev.Protocol.Calls;

/// <summary>One piece of a message: text, an image, a tool call, a tool's result, or reasoning to be handed back unchanged.</summary>
/// <remarks>Which fields count is told by <see cref="Type"/>; the others stay null.</remarks>
public sealed record ContentPart
{
    /// <summary><c>text</c>, <c>image</c>, <c>tool_call</c>, <c>tool_result</c> or <c>reasoning</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>The text of a <c>text</c> or <c>reasoning</c> part, or the result of a <c>tool_result</c>.</summary>
    public string? Text { get; init; }

    /// <summary>Media type of an <c>image</c>, for example <c>image/png</c>.</summary>
    public string? MimeType { get; init; }

    /// <summary>An <c>image</c> as base64.</summary>
    public string? Data { get; init; }

    /// <summary>An <c>image</c> by address, for providers that fetch it themselves.</summary>
    public string? Url { get; init; }

    /// <summary>The provider's id of a <c>tool_call</c>, quoted again by its <c>tool_result</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Name of the function of a <c>tool_call</c> or <c>tool_result</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Arguments of a <c>tool_call</c>: a JSON object as text.</summary>
    public string? Arguments { get; init; }

    /// <summary>Opaque proof of a <c>reasoning</c> or <c>tool_call</c> part, to be returned byte for byte.</summary>
    public string? Signature { get; init; }

    /// <summary>Opaque reasoning that the provider hides, to be returned byte for byte.</summary>
    public string? Redacted { get; init; }

    /// <summary>Whether a <c>tool_result</c> reports a failure.</summary>
    public bool? IsError { get; init; }

    /// <summary>A text part.</summary>
    public static ContentPart FromText(string text) => new() { Type = "text", Text = text };
}
