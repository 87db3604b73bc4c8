namespace Polydev.Drivers.Remote;

/// <summary>What one node has, and what of it is promised.</summary>
/// <param name="MemoryBytes">Memory of the host in bytes.</param>
/// <param name="ReserveBytes">What of it its operator keeps from workers.</param>
/// <param name="Cpus">Cores of the host.</param>
/// <param name="PromisedBytes">Memory limits of its workers.</param>
/// <param name="PromisedCpus">Limits of CPU of its workers, in cores.</param>
/// <param name="Unmeasured">Workers whose limits nobody knows any more: each counts as large as the one that is to be placed.</param>
internal sealed record NodeLoad(long MemoryBytes, long ReserveBytes, double Cpus, long PromisedBytes, double PromisedCpus, int Unmeasured)
{
    /// <summary>How many more workers of a size fit.</summary>
    public double RoomFor(WorkerSpec spec)
    {
        var memory = ((MemoryBytes - ReserveBytes) * spec.Overcommit) - PromisedBytes - ((double)Unmeasured * spec.MemoryBytes);
        var cpus = (Cpus * spec.Overcommit) - PromisedCpus - (Unmeasured * spec.Cpus);
        var byMemory = spec.MemoryBytes > 0 ? Math.Floor(memory / spec.MemoryBytes) : double.PositiveInfinity;
        var byCpu = spec.Cpus > 0 ? Math.Floor((cpus / spec.Cpus) + 1e-9) : double.PositiveInfinity;
        return Math.Max(0, Math.Min(byMemory, byCpu));
    }
}
