using System.Runtime.InteropServices;

namespace Polydev.Worker.Native;

/// <summary>The few calls the worker makes to the C library itself.</summary>
internal static partial class Libc
{
    /// <summary>prctl(2).</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int Prctl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);

    /// <summary>sched_setscheduler(2) of a thread, 0 for the calling one; threads it starts inherit. Policies without a priority take a pointer to 0.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    public static partial int SetScheduler(int thread, int policy, ref int priority);

    /// <summary>setenv(3): native libraries see it, which they do not of <see cref="Environment.SetEnvironmentVariable(string, string)"/>.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int overwrite);

    /// <summary>malloc_trim(3), glibc only: gives free heap back to the kernel.</summary>
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    public static partial int TrimHeap(nuint keep);
}
