namespace Polydev.Protocol.Events;

/// <summary>The answer is complete: the wire's own end marker was seen.</summary>
public sealed record FinishedEvent : ExecutionEvent
{
    /// <summary>Why the model stopped.</summary>
    public StopReason StopReason { get; init; }

    /// <summary>The provider's own word for it.</summary>
    public string ProviderStopReason { get; init => field = value ?? ""; } = "";
}
