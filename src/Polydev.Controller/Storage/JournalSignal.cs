using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Polydev.Controller.Storage;

/// <summary>Wakes the journal's thread. It looks around for a moment before it sleeps, because waking a thread takes longer than most gaps in the work.</summary>
/// <param name="something">Whether there is something to do.</param>
/// <param name="until">Time until there will be, though nobody raises the signal; null for never. Asked when everybody who raises can see that the thread sleeps.</param>
internal sealed partial class JournalSignal(Func<bool> something, Func<TimeSpan?> until) : IDisposable
{
    /// <summary>How long to look around before sleeping: 20 us. Longer would be paid by every idle gap in CPU time.</summary>
    private static readonly long s_lookAround = Stopwatch.Frequency / 50_000;

    private readonly ManualResetEventSlim _awake = new(initialState: false, spinCount: 1);
    private readonly ManualResetEventSlim _never = new(initialState: false, spinCount: 1);
    private int _asleep;

    /// <summary>Says that there is something to do, which must be visible before.</summary>
    public void Raise()
    {
        // The write of the work and the read of the flag must not pass each other, or both sides could miss the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1)
        {
            _awake.Set();
        }
    }

    /// <summary>Waits until something is there, or the signal was raised.</summary>
    public void Wait()
    {
        var asleepAt = Stopwatch.GetTimestamp() + s_lookAround;
        do
        {
            if (something())
            {
                return;
            }

            Thread.SpinWait(8);
        }
        while (Stopwatch.GetTimestamp() < asleepAt);

        _awake.Reset();
        Interlocked.Exchange(ref _asleep, 1);
        if (!something())
        {
            // Waits count in whole milliseconds: a part of one would be no wait at all, again and again.
            _awake.Wait(until() is { } time ? TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds)) : Timeout.InfiniteTimeSpan);
        }

        Volatile.Write(ref _asleep, 0);
    }

    /// <summary>Does nothing for some microseconds, whatever is raised; only on Linux, where a thread can sleep for so short a time.</summary>
    public static void Pause(uint microseconds)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Sleep(microseconds);
        }
    }

    /// <summary>Does nothing for a while, whatever is raised.</summary>
    public void Rest(TimeSpan duration) => _never.Wait(duration);

    // usleep(3); .NET's own waits begin at a millisecond.
    [LibraryImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sleep(uint microseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        _awake.Dispose();
        _never.Dispose();
    }
}
