namespace Polydev.Drivers.Remote.Frames;

/// <summary>Asks the node to end a worker.</summary>
/// <param name="Id">Id of the worker.</param>
/// <param name="Allocation">What it runs as; null when that never became known.</param>
internal sealed record StopCommand(string Id, Allocation? Allocation = null) : NodeCommand;
