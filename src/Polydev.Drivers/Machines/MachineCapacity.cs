using System.Globalization;

namespace Polydev.Drivers.Machines;

/// <summary>What this machine gives us: its own measure, or less where our cgroup, a container's for example, is bounded.</summary>
public sealed record MachineCapacity
{
    /// <summary>Cores; a part of one where a quota says so.</summary>
    public required double Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Memory in bytes that could be had now without anything being pushed out.</summary>
    public required long AvailableBytes { get; init; }

    /// <summary>Measures now.</summary>
    public static MachineCapacity Measure()
    {
        var memory = ReadMemory();
        var (limit, used, cpus) = CgroupTree.Current() is { } tree ? Bounds(tree) : (long.MaxValue, 0L, double.MaxValue);
        return new MachineCapacity
        {
            Cpus = Math.Min(Environment.ProcessorCount, cpus),
            MemoryBytes = Math.Min(memory.Total, limit),
            AvailableBytes = Math.Clamp(limit == long.MaxValue ? memory.Available : Math.Min(memory.Available, limit - used), 0, memory.Total),
        };
    }

    /// <summary>The tightest bounds on the way from our cgroup to the root.</summary>
    internal static (long Memory, long Used, double Cpus) Bounds(CgroupTree tree)
    {
        var (memory, used, cpus) = (long.MaxValue, 0L, double.MaxValue);
        foreach (var directory in Ancestors(tree))
        {
            var limit = Number(directory, "memory.max") ?? Number(directory, "memory.limit_in_bytes") ?? long.MaxValue;
            if (limit < memory)
            {
                (memory, used) = (limit, Number(directory, "memory.current") ?? Number(directory, "memory.usage_in_bytes") ?? 0);
            }

            cpus = Math.Min(cpus, Quota(directory));
        }

        return (memory, used, cpus);
    }

    private static IEnumerable<string> Ancestors(CgroupTree tree)
    {
        var places = tree.V1.Where(c => c.Key is "memory" or "cpu").Select(c => c.Value);
        if (tree.V2Mount is not null)
        {
            places = places.Append((tree.V2Mount, tree.V2Path));
        }

        foreach (var (mount, path) in places)
        {
            for (var at = CgroupTree.Resolve(mount, path); at is not null && at.StartsWith(mount, StringComparison.Ordinal); at = Path.GetDirectoryName(at))
            {
                yield return at;
            }
        }
    }

    private static double Quota(string directory)
    {
        var both = Text(directory, "cpu.max")?.Split(' ');
        var quota = both is { Length: 2 } ? Parse(both[0]) : Number(directory, "cpu.cfs_quota_us");
        var period = both is { Length: 2 } ? Parse(both[1]) : Number(directory, "cpu.cfs_period_us");
        return quota > 0 && period > 0 ? (double)quota.Value / period.Value : double.MaxValue;
    }

    private static long? Number(string directory, string file) => Text(directory, file) is { } text ? Parse(text) : null;

    /// <summary>A number; none for <c>max</c>.</summary>
    private static long? Parse(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(string directory, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, file)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static (long Total, long Available) ReadMemory()
    {
        if (!File.Exists("/proc/meminfo"))
        {
            var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            return (total, total);
        }

        var fields = File.ReadLines("/proc/meminfo").Select(l => l.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 1).ToDictionary(f => f[0], f => long.Parse(f[1], CultureInfo.InvariantCulture) * 1024, StringComparer.Ordinal);
        return (fields["MemTotal"], fields.GetValueOrDefault("MemAvailable", fields["MemFree"]));
    }
}
