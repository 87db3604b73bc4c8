using System.Runtime.InteropServices;
using Polydev.Protocol.Events;

namespace Polydev.Providers.Decoding;

/// <summary>The token figures of an answer while they are still coming in, already counted our way.</summary>
/// <remarks>A mutable struct, for some wires repeat all figures in every frame.</remarks>
[StructLayout(LayoutKind.Auto)]
internal struct UsageFigures
{
    /// <summary>All input tokens; usage is known once this or <see cref="Output"/> is.</summary>
    public long? Input;

    /// <summary>All output tokens, reasoning among them.</summary>
    public long? Output;

    public long? Cached;

    public long? CacheWrite;

    public long? Reasoning;

    public readonly bool IsKnown => Input is not null || Output is not null;

    public readonly TokenUsage ToUsage() => new()
    {
        InputTokens = Math.Max(0, Input ?? 0),
        OutputTokens = Math.Max(0, Output ?? 0),
        CachedInputTokens = Math.Max(0, Cached ?? 0),
        CacheWriteInputTokens = CacheWrite,
        ReasoningTokens = Reasoning,
    };
}
