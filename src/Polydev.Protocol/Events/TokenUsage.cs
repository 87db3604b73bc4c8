namespace Polydev.Protocol.Events;

/// <summary>Tokens of one attempt, counted the same way on every wire.</summary>
/// <remarks>Input includes cached tokens and cache writes; output includes reasoning, wherever the provider counts otherwise.</remarks>
public sealed record TokenUsage
{
    /// <summary>Tokens of the prompt, all of them.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens produced, reasoning among them.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Of <see cref="InputTokens"/>, those read from the provider's cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Of <see cref="InputTokens"/>, those written to the provider's cache; null where the provider does not say.</summary>
    public long? CacheWriteInputTokens { get; init; }

    /// <summary>Of <see cref="OutputTokens"/>, those spent on reasoning; null where the provider does not say.</summary>
    public long? ReasoningTokens { get; init; }
}
