namespace Polydev.Protocol.Link;

/// <summary>The answer to a <see cref="PingFrame"/>.</summary>
public sealed record PongFrame : WorkerFrame
{
    /// <summary>The number of the ping.</summary>
    public long Id { get; init; }
}
