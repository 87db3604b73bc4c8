using System.Globalization;
using Polydev.Drivers.Machines;

namespace Polydev.Drivers.Process.Cgroups;

/// <summary>Version 2: one tree, of which root or systemd may have handed a part to this user.</summary>
/// <remarks>A cgroup whose children have controllers may hold no process itself, so ours stands beside the cgroup we are in, not under it.</remarks>
internal sealed class CgroupV2Home : CgroupHome
{
    private const int PeriodMicroseconds = 100_000;
    private static readonly string[] s_wanted = ["memory", "cpu", "pids"];

    private readonly string _parent;
    private readonly HashSet<string> _controllers;

    private CgroupV2Home(string parent, HashSet<string> controllers) => (_parent, _controllers) = (parent, controllers);

    public override string? Memory => _controllers.Contains("memory") ? "cgroup v2" : null;

    public override string? Cpu => _controllers.Contains("cpu") ? "cgroup v2" : null;

    protected override IEnumerable<string> Parents => [_parent];

    /// <summary>Finds the nearest place above us that we may use, with at least the memory controller.</summary>
    public static CgroupV2Home? Find(CgroupTree tree)
    {
        if (tree.V2Mount is null)
        {
            return null;
        }

        var own = CgroupTree.Resolve(tree.V2Mount, tree.V2Path);
        var beside = own == tree.V2Mount ? own : Path.GetDirectoryName(own)!;
        foreach (var place in new[] { beside, tree.V2Mount }.Distinct(StringComparer.Ordinal))
        {
            if (Open(place) is { } home)
            {
                return home;
            }
        }

        return null;
    }

    public override WorkerCgroup? Create(string workerId, CgroupLimits limits)
    {
        var directory = Path.Combine(_parent, workerId);
        try
        {
            Directory.CreateDirectory(directory);
            if (Bound(directory, limits))
            {
                return new WorkerCgroup([directory]);
            }

            Directory.Delete(directory);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool Bound(string directory, CgroupLimits limits)
    {
        var memory = limits.MemoryBytes.ToString(CultureInfo.InvariantCulture);
        var quota = string.Create(CultureInfo.InvariantCulture, $"{(long)(limits.Cpus * PeriodMicroseconds)} {PeriodMicroseconds}");
        var threads = limits.Threads.ToString(CultureInfo.InvariantCulture);

        // Without swap to fall back on, the limit is the limit; a kernel without swap accounting has no such file.
        TrySet(directory, "memory.swap.max", "0");
        return (Memory is null || limits.MemoryBytes <= 0 || TrySet(directory, "memory.max", memory))
            && (Cpu is null || limits.Cpus <= 0 || TrySet(directory, "cpu.max", quota))
            && (!_controllers.Contains("pids") || limits.Threads <= 0 || TrySet(directory, "pids.max", threads));
    }

    private static CgroupV2Home? Open(string place)
    {
        if (!Controllers(place, "cgroup.controllers").Contains("memory") || !CanCreateIn(place))
        {
            return null;
        }

        foreach (var controller in s_wanted)
        {
            TrySet(place, "cgroup.subtree_control", "+" + controller);
        }

        var parent = Directory.CreateDirectory(Path.Combine(place, ParentName)).FullName;
        foreach (var controller in s_wanted)
        {
            TrySet(parent, "cgroup.subtree_control", "+" + controller);
        }

        var granted = Controllers(parent, "cgroup.subtree_control");
        return granted.Contains("memory") ? new CgroupV2Home(parent, granted) : null;
    }

    private static HashSet<string> Controllers(string cgroup, string file)
    {
        try
        {
            return [.. File.ReadAllText(Path.Combine(cgroup, file)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
