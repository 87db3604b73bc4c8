namespace Polydev.Providers.Anthropic;

/// <summary>The kind of content block that is open in a Messages stream.</summary>
internal enum AnthropicOutputBlock
{
    /// <summary>No block is open.</summary>
    None,

    /// <summary>Answer text.</summary>
    Text,

    /// <summary>Readable reasoning.</summary>
    Thinking,

    /// <summary>Hidden reasoning: all in its start event.</summary>
    Redacted,

    /// <summary>A tool call.</summary>
    Tool,

    /// <summary>An image: all in its start event.</summary>
    Image,
}
