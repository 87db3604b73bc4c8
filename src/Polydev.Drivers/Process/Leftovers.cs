using System.Text;
using Polydev.Drivers.Native;
using Polydev.Protocol.Link;

namespace Polydev.Drivers.Process;

/// <summary>Finds processes of a worker by what only they have: its session, its id in their environment.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Ends every process of a session whose leader has ended, and waits until they are gone: a killed process still takes its time.</summary>
    /// <param name="session">Id of the session, and of its first process group.</param>
    /// <param name="groupOnly">Whether none can have left the group, or would end with those in it: that saves looking at every process.</param>
    /// <param name="timeout">How long to insist.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Whether none is left.</returns>
    public static async Task<bool> EndSessionAsync(int session, bool groupOnly, TimeSpan timeout, TimeProvider time)
    {
        var start = time.GetTimestamp();
        while (!TryEndSession(session, groupOnly))
        {
            if (time.GetElapsedTime(start) > timeout)
            {
                return false;
            }

            await Task.Delay(s_pause, time, CancellationToken.None);
        }

        return true;
    }

    private static bool TryEndSession(int session, bool groupOnly)
    {
        // The number is another's when its leader lives; as long as a member lives it cannot become that.
        if (ProcessStat.Read(session) is { Alive: true } || (Libc.Kill(-session, Libc.KillSignal) != 0 && groupOnly))
        {
            return true;
        }

        var members = ProcessStat.All().Select(ProcessStat.Read).Where(s => s is { Alive: true } && s.Session == session).ToList();
        members.ForEach(m => Libc.Kill(m!.Pid, Libc.KillSignal));
        return members.Count == 0;
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
