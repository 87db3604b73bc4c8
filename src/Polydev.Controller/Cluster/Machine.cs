using System.Globalization;

namespace Polydev.Controller.Cluster;

/// <summary>The machine workers are placed on.</summary>
/// <param name="MemoryBytes">Its memory, or what a container or cgroup leaves of it.</param>
/// <param name="Cpus">Its cores.</param>
internal sealed record Machine(long MemoryBytes, double Cpus)
{
    /// <summary>This machine.</summary>
    public static Machine Measure()
    {
        var memory = ReadKilobytes("/proc/meminfo", "MemTotal:") ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new Machine(Math.Min(memory, CgroupLimit() ?? long.MaxValue), Environment.ProcessorCount);
    }

    private static long? ReadKilobytes(string path, string field)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
        return line is not null && long.TryParse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : null;
    }

    private static long? CgroupLimit()
    {
        foreach (var path in (string[])["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"])
        {
            // "max", or in version 1 a number near 2^63, means no limit.
            if (File.Exists(path) && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var limit))
            {
                return limit;
            }
        }

        return null;
    }
}
