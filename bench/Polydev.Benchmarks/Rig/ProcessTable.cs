using System.Globalization;

namespace Polydev.Benchmarks.Rig;

/// <summary>The processes of this machine at one instant.</summary>
internal sealed class ProcessTable
{
    private readonly ILookup<int, int> _children;
    private readonly Dictionary<int, string> _names;

    private ProcessTable(List<(int Pid, int Parent, string Name)> processes)
    {
        _children = processes.ToLookup(p => p.Parent, p => p.Pid);
        _names = processes.ToDictionary(p => p.Pid, p => p.Name);
    }

    /// <summary>Reads who runs now.</summary>
    public static ProcessTable Read()
    {
        List<(int, int, string)> processes = [];
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var pid))
            {
                continue;
            }

            try
            {
                var stat = File.ReadAllText(Path.Combine(directory, "stat"));
                var end = stat.LastIndexOf(')');
                processes.Add((pid, int.Parse(stat[(end + 2)..].Split(' ')[1], CultureInfo.InvariantCulture), stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end]));
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return new ProcessTable(processes);
    }

    /// <summary>What a process started, and still runs.</summary>
    public IEnumerable<int> ChildrenOf(int pid) => _children[pid];

    /// <summary>Processes whose name, of which the kernel keeps 15 characters, starts so.</summary>
    public IEnumerable<int> Named(string start) => _names.Where(p => p.Value.StartsWith(start, StringComparison.Ordinal)).Select(p => p.Key);

    /// <summary>The command line of a process; empty when it has ended.</summary>
    public static string[] ArgumentsOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Memory of a process in MiB, what it shares counted in parts; 0 when it has ended.</summary>
    public static double PssMib(int pid)
    {
        try
        {
            return Child.KibOf(pid, "smaps_rollup", "Pss") / 1024.0;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0;
        }
    }
}
