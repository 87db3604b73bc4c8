using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Polydev.Drivers.Docker.Shims;

/// <summary>The shims that run on this machine, whichever engine they are of.</summary>
/// <param name="processes">Where the kernel shows processes.</param>
/// <param name="kill">Ends a process and all it started; throws what <see cref="System.Diagnostics.Process.Kill(bool)"/> throws.</param>
internal sealed class ShimTable(string processes, Action<int> kill)
{
    private const string Program = "containerd-shim";
    private const string ContainerOption = "-id";

    /// <summary>The shims of this machine.</summary>
    public static ShimTable OfThisMachine { get; } = new("/proc", Kill);

    /// <summary>Reads who runs now.</summary>
    public IReadOnlyList<Shim> Read() => !Directory.Exists(processes)
        ? []
        : [.. Directory.EnumerateDirectories(processes).Select(Path.GetFileName).Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? At(id) : null).OfType<Shim>()];

    /// <summary>Whether a shim still runs, and is no other that has its number by now.</summary>
    public bool Lives(Shim shim) => At(shim.Process) == shim;

    /// <summary>Whether the container of a shim has a directory mounted. False where this user may not look.</summary>
    /// <remarks>A shim runs in the container's bundle, whose <c>config.json</c> lists its mounts: https://github.com/opencontainers/runtime-spec/blob/main/config.md#mounts</remarks>
    public bool Mounts(Shim shim, string directory)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(PathOf(shim.Process), "cwd", "config.json"));
            using var bundle = JsonDocument.Parse(stream);
            return bundle.RootElement.GetProperty("mounts").EnumerateArray().Any(m => m.TryGetProperty("source", out var source) && source.GetString() == directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Ends the shims of a container and everything they started, the container's processes and a hanging runtime among them.</summary>
    /// <returns>Whether there was one that this user may end.</returns>
    public bool End(string container)
    {
        var ended = false;
        foreach (var shim in Read().Where(s => s.Container == container))
        {
            try
            {
                kill(shim.Process);
                ended = true;
            }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException or ArgumentException or AggregateException)
            {
                // It is another user's, or it ended by itself a moment ago.
            }
        }

        return ended;
    }

    private static void Kill(int process)
    {
        using var found = System.Diagnostics.Process.GetProcessById(process);
        found.Kill(entireProcessTree: true);
    }

    private string PathOf(int process) => Path.Combine(processes, process.ToString(CultureInfo.InvariantCulture));

    private Shim? At(int process)
    {
        try
        {
            var words = File.ReadAllText(Path.Combine(PathOf(process), "cmdline")).Split('\0');
            var at = Array.IndexOf(words, ContainerOption);
            return Path.GetFileName(words[0]).StartsWith(Program, StringComparison.Ordinal) && at > 0 && at + 1 < words.Length ? new Shim(process, words[at + 1]) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked.
            return null;
        }
    }
}
