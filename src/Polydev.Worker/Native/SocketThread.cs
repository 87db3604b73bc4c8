using Polydev.Sockets;

namespace Polydev.Worker.Native;

/// <summary>One thread watches the worker's sockets and runs what follows: a worker has a tenth of a core, and handing work to a second thread costs more than the work.</summary>
internal static class SocketThread
{
    /// <summary>Sets it up; must come before the first use of a socket.</summary>
    public static void ContinueInline()
    {
        SocketLoop.Count = 1;

        // The runtime's own, for direct mode.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }
}
