using System.Globalization;
using Polydev.Controller.Cluster;

namespace Polydev.Controller.Pools;

/// <summary>Decides whether another worker fits a host.</summary>
/// <remarks>
/// It counts the configured limits, not the measured footprint. A warm worker of ours measures a few MiB, so by footprint far more would fit,
/// but the footprint of an idle worker says nothing about the hour when every tenant sends pictures. The limit is the one number that still holds
/// then. Whoever wants more density lowers <see cref="PoolOptions.WorkerMemoryBytes"/>, and so promises each worker less, or says with
/// <see cref="PoolOptions.Overcommit"/> how many times over the machine may be promised; <c>GET /v1/capacity</c> shows both figures side by side. CPU is compressible: it binds only where a CPU limit is configured.
/// </remarks>
internal static class Admission
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>What of a machine may be promised to the workers of a pool: all of it beside the reserve, or so many times over.</summary>
    public static Machine Promised(Machine machine, PoolOptions options, long reserve) => machine with
    {
        MemoryBytes = reserve + (long)((machine.MemoryBytes - reserve) * options.Overcommit),
        Cpus = machine.Cpus * options.Overcommit,
    };

    /// <summary>How many more workers of a pool fit, and why no more.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="options">The pool that wants to grow.</param>
    /// <param name="others">Live workers of all pools, with the limits they were started under.</param>
    public static (int Room, string Why) Room(Machine machine, PoolOptions options, IEnumerable<(int Workers, PoolOptions Options)> others) =>
        Room(machine, options, options.ReserveMemoryBytes, others);

    /// <summary>How many more workers of a pool fit on all hosts together, each on one of them, and why no more.</summary>
    /// <param name="hosts">The hosts that take workers.</param>
    /// <param name="options">The pool that wants to grow.</param>
    /// <param name="live">Live workers, by the host they are on; without one while they are being placed.</param>
    public static (int Room, string Why) Room(IReadOnlyList<Host> hosts, PoolOptions options, IReadOnlyList<HostedWorkers> live)
    {
        if (hosts is [{ Name: null } only])
        {
            return Room(only.Machine, options, live.Select(w => (w.Workers, w.Options)));
        }

        var rooms = hosts.Select(host => Room(host.Machine, options, host.ReserveBytes ?? options.ReserveMemoryBytes, live.Where(w => w.Node == host.Name).Select(w => (w.Workers, w.Options)))).ToList();

        // Those on their way to a host we do not know yet take room on one of them.
        var onTheirWay = live.Where(w => w.Node is null).Sum(w => w.Workers * Math.Max(1, (double)w.Options.WorkerMemoryBytes / options.WorkerMemoryBytes));
        var room = Math.Max(0, rooms.Sum(r => (long)r.Room) - (long)Math.Ceiling(onTheirWay));
        var why = hosts.Count == 1
            ? $"node {hosts[0].Name} has {rooms[0].Why}"
            : string.Create(CultureInfo.InvariantCulture, $"no capacity: none of {hosts.Count} nodes has room for one more worker of {options.WorkerMemoryBytes / Mebibyte:0} MiB; {hosts[0].Name}, for example, has {rooms[0].Why}");
        return ((int)Math.Min(int.MaxValue, room), why);
    }

    private static (int Room, string Why) Room(Machine machine, PoolOptions options, long reserve, IEnumerable<(int Workers, PoolOptions Options)> others)
    {
        long memory = 0;
        var cpus = 0d;
        foreach (var (workers, limits) in others)
        {
            memory += workers * limits.WorkerMemoryBytes;
            cpus += workers * limits.WorkerCpus;
        }

        var promised = Promised(machine, options, reserve);
        var freeMemory = promised.MemoryBytes - reserve - memory;
        var byMemory = Math.Max(0, freeMemory / options.WorkerMemoryBytes);
        var byCpu = options.WorkerCpus > 0 ? Math.Max(0, Math.Floor((promised.Cpus - cpus) / options.WorkerCpus + 1e-9)) : double.PositiveInfinity;
        var over = options.Overcommit > 1 ? string.Create(CultureInfo.InvariantCulture, $", {options.Overcommit:0.##} times over,") : "";
        var why = byMemory <= byCpu
            ? string.Create(CultureInfo.InvariantCulture, $"no capacity: memory of {machine.MemoryBytes / Mebibyte:0} MiB less a reserve of {reserve / Mebibyte:0} MiB{over} holds workers of {memory / Mebibyte:0} MiB, one more takes {options.WorkerMemoryBytes / Mebibyte:0} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"no capacity: {machine.Cpus:0.##} cores{over} hold workers of {cpus:0.##} cores, one more takes {options.WorkerCpus:0.##}");
        return ((int)Math.Min(int.MaxValue, Math.Min(byMemory, byCpu)), why);
    }
}
