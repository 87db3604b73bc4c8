namespace Polydev.Worker.Native;

/// <summary>How the kernel shares cores between this worker and everything it exchanges bytes with.</summary>
internal static class Scheduling
{
    private const int Batch = 3;

    /// <summary>Has the worker wait until who woke it has ended its turn, instead of interrupting it (sched(7), SCHED_BATCH). Not for a thread that exists already.</summary>
    /// <remarks>A free core still takes it at once. On busy ones it finds several events where it would have been woken for each: docs/decisions/0028.</remarks>
    /// <returns>False when the kernel or its filter would not; then everything works, with more switches.</returns>
    public static bool WaitForTurns()
    {
        var priority = 0;
        return OperatingSystem.IsLinux() && Libc.SetScheduler(0, Batch, ref priority) == 0;
    }
}
