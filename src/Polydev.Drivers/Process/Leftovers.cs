using System.Text;
using Polydev.Drivers.Process.Native;
using Polydev.Protocol.Link;

namespace Polydev.Drivers.Process;

/// <summary>Finds processes of a worker by what only they have: its session, its id in their environment.</summary>
internal static class Leftovers
{
    /// <summary>Ends every process of a session whose leader has ended.</summary>
    public static void EndSession(int session)
    {
        // The number could be another's by now only if its leader lives.
        if (ProcessStat.Read(session) is not null)
        {
            return;
        }

        foreach (var pid in ProcessStat.All())
        {
            if (ProcessStat.Read(pid)?.Session == session)
            {
                Libc.Kill(pid, Libc.KillSignal);
            }
        }
    }

    /// <summary>Ends every process that was started as a worker, where a controller died between the start and writing down its process id.</summary>
    public static void EndWorker(string workerId)
    {
        var variable = Encoding.UTF8.GetBytes($"\0{LinkPaths.WorkerIdVariable}={workerId}\0");
        foreach (var pid in ProcessStat.All())
        {
            if (pid != Environment.ProcessId && EnvironmentOf(pid).AsSpan().IndexOf(variable) >= 0)
            {
                Libc.Kill(pid, Libc.KillSignal);
            }
        }
    }

    private static byte[] EnvironmentOf(int pid)
    {
        try
        {
            return [0, .. File.ReadAllBytes($"/proc/{pid}/environ")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
