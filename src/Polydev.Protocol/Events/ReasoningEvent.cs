namespace Polydev.Protocol.Events;

/// <summary>A piece of the reasoning, or the opaque material that goes with it.</summary>
public sealed record ReasoningEvent : ExecutionEvent
{
    /// <summary>Readable reasoning (a summary, with most providers); empty when only opaque material came.</summary>
    public string Text { get; init => field = value ?? ""; } = "";

    /// <summary>Proof to be returned byte for byte in the next turn.</summary>
    public string? Signature { get; init; }

    /// <summary>Hidden reasoning to be returned byte for byte in the next turn.</summary>
    public string? Redacted { get; init; }
}
