using System.Globalization;

namespace Polydev.Drivers.Machines;

/// <summary>How often a cgroup met its limits, as the kernel counts it in files of lines <c>name count</c>.</summary>
internal static class CgroupEvents
{
    /// <summary>Counts of processes and threads, in both versions.</summary>
    public const string ProcessesFile = "pids.events";

    /// <summary>Counts of memory in version 2.</summary>
    public const string MemoryFile = "memory.events";

    /// <summary>Counts of memory in version 1, among other things.</summary>
    public const string MemoryFileV1 = "memory.oom_control";

    /// <summary>Processes and threads that were refused because there were as many as allowed.</summary>
    public const string Refused = "max";

    /// <summary>Processes that were ended for want of memory.</summary>
    public const string KilledForMemory = "oom_kill";

    /// <summary>Finds a count in the text of a file.</summary>
    /// <returns>0 when it is not there.</returns>
    public static long Count(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] == ' '
                && long.TryParse(line[(name.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return count;
            }
        }

        return 0;
    }
}
