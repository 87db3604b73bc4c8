namespace Polydev.Drivers.Remote.Frames;

/// <summary>Asks for a <see cref="NodePong"/>.</summary>
internal sealed record PingCommand : NodeCommand;
