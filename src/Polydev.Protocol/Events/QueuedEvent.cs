namespace Polydev.Protocol.Events;

/// <summary>The execution was accepted; it is the first event of every log.</summary>
public sealed record QueuedEvent : ExecutionEvent
{
    /// <summary>Place in the queue when it was accepted; 0 when it could start at once.</summary>
    public int Position { get; init; }
}
