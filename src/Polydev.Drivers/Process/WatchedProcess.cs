using Polydev.Drivers.Native;

namespace Polydev.Drivers.Process;

/// <summary>A process whose end we will hear of: one we started, or one an earlier controller did.</summary>
internal sealed class WatchedProcess : IDescriptorSink
{
    private readonly OutputPipe? _output;
    private readonly TaskCompletionSource<int?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WatchedProcess(int pid, ulong startTime, OutputPipe? output) => (Pid, StartTime, _output) = (pid, startTime, output);

    /// <summary>Process id, and id of its session and group.</summary>
    public int Pid { get; }

    /// <summary>When it started, in ticks since the machine did.</summary>
    public ulong StartTime { get; }

    /// <summary>The last line it printed; null when it printed nothing or another controller read it.</summary>
    public string? LastLine => _output?.Tail.LastLine();

    /// <summary>Its exit code, 128 + n for signal n; null when it was not ours to collect.</summary>
    public Task<int?> Ended => _ended.Task;

    /// <summary>Starts a program.</summary>
    /// <param name="loop">What waits for it.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="workingDirectory">Where it starts.</param>
    /// <param name="error">The kernel's error number when null is returned.</param>
    public static WatchedProcess? Start(
        DescriptorLoop loop, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string workingDirectory, out int error)
    {
        if (OutputPipe.Open(out var writeEnd) is not { } output)
        {
            error = Libc.TooManyFiles;
            return null;
        }

        error = Spawner.Start(
            new SpawnRequest { Command = command, Environment = environment, WorkingDirectory = workingDirectory, Output = writeEnd }, out var pid);
        Libc.Close(writeEnd);
        if (error != 0)
        {
            output.Discard();
            return null;
        }

        // Even when it has ended already: its entry stays until we collect it.
        var process = new WatchedProcess(pid, ProcessStat.Read(pid)?.StartTime ?? 0, output);
        output.Attach(loop);
        process.Watch(loop);
        return process;
    }

    /// <summary>Watches a process that another controller started.</summary>
    /// <returns>Null when it has ended; its id may by now be another's.</returns>
    public static WatchedProcess? Attach(DescriptorLoop loop, int pid, ulong startTime)
    {
        var process = new WatchedProcess(pid, startTime, output: null);
        if (!process.IsAlive())
        {
            return null;
        }

        process.Watch(loop);
        return process;
    }

    /// <summary>Sends it and its process group the signal that none can refuse; nothing when it has ended.</summary>
    public void Kill()
    {
        if (Runs())
        {
            Libc.Kill(-Pid, Libc.KillSignal);
            Libc.Kill(Pid, Libc.KillSignal);
        }
    }

    /// <summary>Ends what runs within a wall. The wall then collects it and ends by itself: killed together, the inner processes would be
    /// left to process 1, which in many containers collects nobody.</summary>
    public void KillInner()
    {
        if (!Runs())
        {
            return;
        }

        var inner = ProcessStat.ChildrenOf(Pid);
        if (inner.Count == 0)
        {
            // The wall is not built yet, or this kernel does not list children.
            Kill();
        }

        foreach (var pid in inner)
        {
            Libc.Kill(pid, Libc.KillSignal);
        }
    }

    /// <inheritdoc/>
    public bool OnReadable(int descriptor)
    {
        if (_output is null ? IsAlive() : !HasExited())
        {
            return true;
        }

        _output?.OnReadable(-1);
        EndGroup();
        _ended.TrySetResult(_output is null ? null : Collect());
        return false;
    }

    private void Watch(DescriptorLoop loop)
    {
        var handle = Libc.OpenProcess(Pid);
        if (handle >= 0)
        {
            loop.Add(handle, this);
        }
        else
        {
            loop.AddPolled(this);
        }
    }

    private bool Runs() => !_ended.Task.IsCompleted && ProcessStat.Read(Pid)?.StartTime == StartTime;

    private bool IsAlive() => ProcessStat.Read(Pid) is { Alive: true } stat && stat.StartTime == StartTime;

    /// <summary>Whether our child has ended, without collecting it: until that its id cannot become another's.</summary>
    private unsafe bool HasExited()
    {
        const int OneProcess = 1;
        const int Exited = 4;
        const int LeaveIt = 0x01000000;
        var info = stackalloc byte[128];
        new Span<byte>(info, 128).Clear();
        return Libc.WaitId(OneProcess, Pid, info, Exited | LeaveIt | Libc.WaitNoHang) != 0 || *(int*)info != 0;
    }

    /// <summary>Ends what it left behind in its group: the wall's inner process, children of a worker.</summary>
    private void EndGroup()
    {
        // A process that has our id but not our start came later: its group is not ours.
        if (ProcessStat.Read(Pid) is not { } stat || stat.StartTime == StartTime)
        {
            Libc.Kill(-Pid, Libc.KillSignal);
        }
    }

    private unsafe int? Collect()
    {
        int status;
        if (Libc.WaitPid(Pid, &status, Libc.WaitNoHang) != Pid)
        {
            return null;
        }

        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }
}
