namespace Polydev.Protocol.Link;

/// <summary>Are you there? Answered at once by a <see cref="PongFrame"/>.</summary>
public sealed record PingFrame : ControllerFrame
{
    /// <summary>A number to tell pings apart.</summary>
    public long Id { get; init; }
}
