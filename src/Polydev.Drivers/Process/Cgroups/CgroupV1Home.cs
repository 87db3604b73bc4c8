using System.Globalization;
using Polydev.Drivers.Machines;

namespace Polydev.Drivers.Process.Cgroups;

/// <summary>Version 1: a tree for each controller, all open to root alone.</summary>
internal sealed class CgroupV1Home : CgroupHome
{
    private const int PeriodMicroseconds = 100_000;

    private readonly string? _memory;
    private readonly string? _cpu;
    private readonly string? _threads;

    private CgroupV1Home(string? memory, string? cpu, string? threads) => (_memory, _cpu, _threads) = (memory, cpu, threads);

    public override string? Memory => _memory is null ? null : "cgroup v1";

    public override string? Cpu => _cpu is null ? null : "cgroup v1";

    protected override IEnumerable<string> Parents => new[] { _memory, _cpu, _threads }.OfType<string>();

    /// <summary>Finds the trees that are open to us.</summary>
    public static CgroupV1Home? Find(CgroupTree tree)
    {
        var home = new CgroupV1Home(Parent(tree, "memory"), Parent(tree, "cpu"), Parent(tree, "pids"));
        return home is { _memory: null, _cpu: null, _threads: null } ? null : home;
    }

    public override WorkerCgroup? Create(string workerId, CgroupLimits limits)
    {
        var directories = new List<string>();
        try
        {
            Add(directories, _memory, workerId, limits.MemoryBytes > 0, d =>
            {
                var bytes = limits.MemoryBytes.ToString(CultureInfo.InvariantCulture);
                var bounded = TrySet(d, "memory.limit_in_bytes", bytes);

                // Memory and swap together: without it the worker would go on in swap. Not every kernel counts swap.
                TrySet(d, "memory.memsw.limit_in_bytes", bytes);
                return bounded;
            });
            Add(directories, _cpu, workerId, limits.Cpus > 0, d =>
                TrySet(d, "cpu.cfs_period_us", PeriodMicroseconds.ToString(CultureInfo.InvariantCulture))
                && TrySet(d, "cpu.cfs_quota_us", ((long)(limits.Cpus * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture)));
            Add(directories, _threads, workerId, limits.Threads > 0, d => TrySet(d, "pids.max", limits.Threads.ToString(CultureInfo.InvariantCulture)));
            return new WorkerCgroup(directories);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            directories.ForEach(Directory.Delete);
            return null;
        }
    }

    private static void Add(List<string> directories, string? parent, string workerId, bool wanted, Func<string, bool> limit)
    {
        if (parent is null || !wanted)
        {
            return;
        }

        var directory = Path.Combine(parent, workerId);
        Directory.CreateDirectory(directory);
        directories.Add(directory);
        if (!limit(directory))
        {
            throw new IOException($"the kernel refuses the limit of {directory}");
        }
    }

    private static string? Parent(CgroupTree tree, string controller)
    {
        if (!tree.V1.TryGetValue(controller, out var at))
        {
            return null;
        }

        // Under our own cgroup, so that what bounds us bounds our workers as well.
        var own = CgroupTree.Resolve(at.Mount, at.Path);
        if (!CanCreateIn(own))
        {
            return null;
        }

        return Directory.CreateDirectory(Path.Combine(own, ParentName)).FullName;
    }
}
