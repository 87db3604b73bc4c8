using Polydev.Cli.Output;

namespace Polydev.Cli.Capacity;

/// <summary>How many workers fit on a machine: by memory, by CPU, and which of the two binds.</summary>
/// <param name="ByMemory">How many fit into the memory.</param>
/// <param name="ByCpu">How many fit onto the cores; null when a worker is given no share of a core.</param>
internal sealed record Fit(long ByMemory, long? ByCpu)
{
    /// <summary>How many fit.</summary>
    public long Workers => Math.Min(ByMemory, ByCpu ?? long.MaxValue);

    /// <summary>What runs out first: <c>memory</c> or <c>cpu</c>.</summary>
    public string Binds => ByCpu is { } cpu && cpu < ByMemory ? "cpu" : "memory";

    /// <summary>Counts whole workers.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="workerBytes">Memory of one worker.</param>
    /// <param name="workerCpus">Cores of one worker; 0 for no share of its own.</param>
    public static Fit Of(Machine machine, long workerBytes, double workerCpus) =>
        new(machine.FreeBytes / workerBytes, workerCpus > 0 ? Whole(machine.Cpus / workerCpus) : null);

    /// <summary>
    /// How many fit by memory when GiB and MiB are read as GB and MB. 62 - 10 = 52 GB over 256 MB is 203; the same figures in binary units are 208,
    /// because a GiB holds 1024 MiB and a GB only 1000 MB.
    /// </summary>
    public static long ByMemoryInDecimalUnits(Machine machine, ByteSize worker) =>
        Math.Max(0, machine.Memory.BytesReadAsDecimal - machine.Reserve.BytesReadAsDecimal) / worker.BytesReadAsDecimal;

    // 20 / 0.1 is 199.99999999999997 in floating point on the wrong day: a worker that fits to a millionth fits.
    private static long Whole(double count) => (long)Math.Floor(count + 1e-6);
}
