namespace Polydev.Controller.Cluster;

/// <summary>How many workers fit on a machine, and what runs out first.</summary>
/// <param name="ByMemory">Workers that the memory holds.</param>
/// <param name="ByMemoryInDecimalUnits">The same, when a GiB of the machine is read as 1000 and not as 1024 times a MiB of a worker.</param>
/// <param name="ByCpu">Workers that the cores hold; null when a worker has no CPU limit.</param>
/// <remarks>
/// A plan for 62 GiB, 20 cores, a reserve of 10 GiB and workers of 256 MiB and 0.1 core holds 208 by memory (52 x 1024 / 256) and 200 by CPU, so
/// CPU binds. Plans that say 203 by memory have mixed their units: 52,000 / 256, GB over MiB. Both are shown, so that nobody has to wonder.
/// </remarks>
public sealed record CapacityPlan(long ByMemory, long ByMemoryInDecimalUnits, long? ByCpu)
{
    /// <summary>
    /// What one idle worker of ours takes: the proportional set size of a NativeAOT worker that has warmed its TLS (docs/benchmarks.md,
    /// <c>bench worker</c>), rounded up. Its limit is set above it, for the requests it will hold.
    /// </summary>
    public const long MeasuredWorkerBytes = 9L * 1024 * 1024;

    /// <summary>Workers that fit.</summary>
    public long Workers => Math.Min(ByMemory, ByCpu ?? long.MaxValue);

    /// <summary>What binds: <c>memory</c> or <c>cpu</c>.</summary>
    public string Binds => ByCpu is { } cpu && cpu < ByMemory ? "cpu" : "memory";

    /// <summary>Computes the plan.</summary>
    /// <param name="memory">Memory of the machine in bytes.</param>
    /// <param name="cpus">Its cores.</param>
    /// <param name="reserve">Memory that is left alone, in bytes.</param>
    /// <param name="workerMemory">Memory of a worker in bytes, above 0.</param>
    /// <param name="workerCpu">CPU of a worker in cores; 0 for none.</param>
    public static CapacityPlan Compute(long memory, double cpus, long reserve, long workerMemory, double workerCpu)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerMemory);
        ArgumentOutOfRangeException.ThrowIfNegative(workerCpu);
        var free = Math.Max(0, memory - reserve);
        var byMemory = free / workerMemory;
        var mixed = (long)(free / 1.024 / workerMemory);

        // 20 / 0.1 may come out a hair below 200; a worker that fits but for a rounding error fits.
        long? byCpu = workerCpu > 0 ? (long)Math.Floor((cpus / workerCpu) + 1e-6) : null;
        return new CapacityPlan(byMemory, mixed, byCpu);
    }
}
