namespace Polydev.Protocol.Events;

/// <summary>A piece of the answer text.</summary>
public sealed record TextEvent : ExecutionEvent
{
    /// <summary>The piece, never empty.</summary>
    public string Text { get; init => field = value ?? ""; } = "";
}
