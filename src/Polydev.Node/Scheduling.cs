using System.Globalization;
using System.Runtime.InteropServices;

namespace Polydev.Node;

/// <summary>How the kernel shares cores between this process, what it starts, and everything they exchange bytes with.</summary>
public static partial class Scheduling
{
    private const int Batch = 3;

    /// <summary>
    /// Has this process, and all that it starts from now on, wait until who woke it has ended its turn, instead of interrupting it (sched(7), SCHED_BATCH).
    /// A free core still takes it at once. On busy ones it finds several events where it would have been woken for each: docs/decisions/0028.
    /// </summary>
    /// <remarks>Where the kernel refuses, everything works, with more switches.</remarks>
    public static void WaitForTurns()
    {
        // The runtime's own threads are there already; a thread that is made later is as the one that makes it.
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            var priority = 0;
            _ = SetScheduler(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), Batch, ref priority);
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetScheduler(int thread, int policy, ref int priority);
}
