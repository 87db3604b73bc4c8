using System.Globalization;

namespace Polydev.SystemTests.Containers;

/// <summary>What runs on this machine for an engine, as the kernel shows it and whatever the engine says.</summary>
internal static class HostProcesses
{
    /// <summary>Ids of the containers that a shim runs for, of the engine that has its files under a directory.</summary>
    public static IReadOnlyList<string> ShimsUnder(string directory) => [.. Under(directory)
        .Where(p => Path.GetFileName(p.Words[0]).StartsWith("containerd-shim", StringComparison.Ordinal) && p.Words.Contains("-id", StringComparer.Ordinal))
        .Select(p => p.Words[Array.IndexOf(p.Words, "-id") + 1])];

    /// <summary>Processes whose command line names a directory.</summary>
    public static IEnumerable<(int Id, string[] Words)> Under(string directory) =>
        All("cmdline").Where(p => p.Words.Any(w => w.Contains(directory + "/", StringComparison.Ordinal)));

    /// <summary>Ids of the workers that run, among some.</summary>
    public static IReadOnlyList<string> WorkersAmong(IReadOnlySet<string> ids) => [.. All("environ")
        .Select(p => p.Words.FirstOrDefault(w => w.StartsWith("POLYDEV_WORKER_ID=", StringComparison.Ordinal))?["POLYDEV_WORKER_ID=".Length..])
        .OfType<string>().Where(ids.Contains)];

    /// <summary>The command line, or another list of words, of every process.</summary>
    public static IEnumerable<(int Id, string[] Words)> All(string file)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Words(Path.Combine(directory, file)) is { Length: > 0 } words)
            {
                yield return (id, words);
            }
        }
    }

    private static string[] Words(string file)
    {
        try
        {
            return File.ReadAllText(file).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked.
            return [];
        }
    }
}
