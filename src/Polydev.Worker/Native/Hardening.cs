namespace Polydev.Worker.Native;

/// <summary>Closes the process to its peers before any secret is in it.</summary>
internal static class Hardening
{
    private const int SetDumpable = 4;

    /// <summary>No core dump, no ptrace and no <c>/proc/PID/mem</c> or <c>environ</c> for processes of the same user (prctl(2), PR_SET_DUMPABLE).</summary>
    /// <returns>False when the kernel would not; not fatal, for the container's walls still stand.</returns>
    public static bool Apply() => !OperatingSystem.IsLinux() || Libc.Prctl(SetDumpable, 0, 0, 0, 0) == 0;
}
