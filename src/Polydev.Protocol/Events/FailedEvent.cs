namespace Polydev.Protocol.Events;

/// <summary>The execution ended without a complete answer; what was emitted before stays in the log.</summary>
public sealed record FailedEvent : ExecutionEvent
{
    /// <summary>What went wrong.</summary>
    public ExecutionError Error { get; init => field = value ?? new(); } = new();
}
