using System.Globalization;

namespace Polydev.SystemTests.Support;

/// <summary>The threads of a process as the kernel lists them.</summary>
internal static class KernelThreads
{
    /// <summary>sched(7): a thread that waits until who woke it has ended its turn.</summary>
    public const int Batch = 3;

    private const int PolicyField = 41;

    private static readonly string[] s_serving = [".NET Sockets", ".NET TP Worker", "sockets-", "journal"];

    /// <summary>Name and scheduling policy of those that serve. The runtime's own may be older than any wish of ours.</summary>
    public static IReadOnlyList<(string Name, int Policy)> Serving(int pid) =>
        [.. Directory.EnumerateDirectories($"/proc/{pid}/task")
            .Select(t => Read(Path.Combine(t, "stat")))
            .OfType<(string Name, int Policy)>()
            .Where(t => s_serving.Any(s => t.Name.StartsWith(s, StringComparison.Ordinal)))];

    private static (string Name, int Policy)? Read(string path)
    {
        try
        {
            // The name is in brackets and may hold anything; the fields behind it are numbered from 3.
            var stat = File.ReadAllText(path);
            var end = stat.LastIndexOf(')');
            return (stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end], int.Parse(stat[(end + 2)..].Split(' ')[PolicyField - 3], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null; // Ended meanwhile.
        }
    }
}
