namespace Polydev.Drivers.Remote.Frames;

/// <summary>Answers a <see cref="PingCommand"/>.</summary>
internal sealed record NodePong : NodeFrame;
