namespace Polydev.Drivers.Remote.Frames;

/// <summary>Asks the node to start a worker.</summary>
/// <param name="Id">Id of the worker: however often it is asked, one is started.</param>
/// <param name="Spec">The worker.</param>
internal sealed record StartCommand(string Id, WorkerSpec Spec) : NodeCommand;
