using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Polydev.Controller.Storage;

/// <summary>Wakes the journal's thread. It looks around for a moment before it sleeps, because waking a thread takes longer than most gaps in the work.</summary>
/// <param name="something">Whether there is something to do.</param>
/// <param name="until">Time until there will be, though nobody raises the signal; null for never. Asked when everybody who raises can see that the thread sleeps.</param>
/// <param name="doze">A sleep of no more than this is soon over anyway: what can wait so long need not wake the thread.</param>
internal sealed partial class JournalSignal(Func<bool> something, Func<TimeSpan?> until, TimeSpan doze) : IDisposable
{
    private const int Awake = 0;
    private const int Asleep = 1;
    private const int Dozing = 2;

    /// <summary>How long to look around before sleeping: 20 us. Longer would be paid by every idle gap in CPU time.</summary>
    private static readonly long s_lookAround = Stopwatch.Frequency / 50_000;

    private readonly ManualResetEventSlim _awake = new(initialState: false, spinCount: 1);
    private readonly ManualResetEventSlim _never = new(initialState: false, spinCount: 1);
    private int _state;

    /// <summary>Says that there is something to do, which must be visible before.</summary>
    public void Raise()
    {
        // The write of the work and the read of the flag must not pass each other, or both sides could miss the other.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _state) != Awake && Interlocked.Exchange(ref _state, Awake) != Awake)
        {
            _awake.Set();
        }
    }

    /// <summary>Says that there is something to do, which can wait for the end of a doze.</summary>
    /// <returns>Whether the thread was asleep and is woken.</returns>
    public bool RaiseUnlessDozing()
    {
        Interlocked.MemoryBarrier();
        if (Interlocked.CompareExchange(ref _state, Awake, Asleep) != Asleep)
        {
            return false;
        }

        _awake.Set();
        return true;
    }

    /// <summary>Whether the thread dozes.</summary>
    public bool IsDozing => Volatile.Read(ref _state) == Dozing;

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
        Interlocked.Exchange(ref _state, Asleep);
        if (!something())
        {
            // Waits count in whole milliseconds: a part of one would be no wait at all, again and again.
            var time = until() is { } left ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : Timeout.InfiniteTimeSpan;
            if (time != Timeout.InfiniteTimeSpan && time <= doze)
            {
                // Who raised meanwhile has set the event, and the wait is none.
                Interlocked.CompareExchange(ref _state, Dozing, Asleep);
            }

            _awake.Wait(time);
        }

        Volatile.Write(ref _state, Awake);
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
