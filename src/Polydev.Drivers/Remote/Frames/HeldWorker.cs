namespace Polydev.Drivers.Remote.Frames;

/// <summary>A worker that lives on a node.</summary>
/// <param name="Allocation">What the node's own driver placed.</param>
/// <param name="MemoryBytes">Its memory limit; null when an earlier process of the node started it.</param>
/// <param name="Cpus">Its limit of CPU in cores, likewise.</param>
internal sealed record HeldWorker(Allocation Allocation, long? MemoryBytes = null, double? Cpus = null);
