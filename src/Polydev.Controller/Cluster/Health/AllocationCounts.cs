namespace Polydev.Controller.Cluster.Health;

/// <summary>Allocations of a cluster.</summary>
/// <param name="Pending">Placed, and starting.</param>
/// <param name="Running">Running.</param>
/// <param name="Ended">Ended, and not forgotten yet.</param>
internal sealed record AllocationCounts(int Pending, int Running, int Ended);
