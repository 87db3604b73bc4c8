namespace Polydev.Protocol.Events;

/// <summary>The tokens used, final for the attempt.</summary>
public sealed record UsageEvent : ExecutionEvent
{
    /// <summary>The figures, counted the same way on every wire.</summary>
    public TokenUsage Usage { get; init => field = value ?? new(); } = new();
}
