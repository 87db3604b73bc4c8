using System.Globalization;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Native;

namespace Polydev.Drivers.Process.Cgroups;

/// <summary>The cgroups of one worker: one directory in version 2, one for each controller in version 1.</summary>
/// <param name="Directories">Full paths.</param>
internal sealed record WorkerCgroup(IReadOnlyList<string> Directories)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>The files a process writes its own id to, to enter.</summary>
    public IEnumerable<string> Entrances => Directories.Select(d => Path.Combine(d, "cgroup.procs"));

    /// <summary>Whether the kernel ended a process in here for want of memory.</summary>
    public bool RanOutOfMemory() => Counted(CgroupEvents.MemoryFile, CgroupEvents.KilledForMemory) || Counted(CgroupEvents.MemoryFileV1, CgroupEvents.KilledForMemory);

    /// <summary>Whether the kernel refused a process in here another process or thread.</summary>
    public bool RanOutOfProcesses() => Counted(CgroupEvents.ProcessesFile, CgroupEvents.Refused);

    /// <summary>Ends every process in here, and those they start meanwhile, then removes the directories.</summary>
    /// <returns>Whether nothing is left.</returns>
    public async Task<bool> EndAsync(TimeSpan timeout, TimeProvider time)
    {
        var start = time.GetTimestamp();
        while (!TryRemove())
        {
            if (time.GetElapsedTime(start) > timeout)
            {
                return false;
            }

            Kill();
            await Task.Delay(s_pause, time, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Sends every process in here the signal that none can refuse.</summary>
    public void Kill()
    {
        foreach (var pid in Directories.SelectMany(Members))
        {
            Libc.Kill(pid, Libc.KillSignal);
        }
    }

    private static IEnumerable<int> Members(string directory)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(directory, "cgroup.procs"))
                .Select(l => int.Parse(l, CultureInfo.InvariantCulture)).Where(pid => pid > 0);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private bool Counted(string file, string name) => Directories.Any(directory =>
    {
        try
        {
            return CgroupEvents.Count(File.ReadAllText(Path.Combine(directory, file)), name) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    });

    private bool TryRemove()
    {
        var gone = true;
        foreach (var directory in Directories)
        {
            try
            {
                Directory.Delete(directory);
            }
            catch (DirectoryNotFoundException)
            {
                // Removed in an earlier round.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                gone = false;
            }
        }

        return gone;
    }
}
