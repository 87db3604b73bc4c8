namespace Polydev.Drivers.Remote.Frames;

/// <summary>The controller closes the connection.</summary>
/// <param name="Reason">Why, for the log of the other side.</param>
internal sealed record ClosingCommand(string Reason) : NodeCommand;
