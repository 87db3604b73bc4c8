using System.Globalization;
using Polydev.Drivers.Process.Cgroups;

namespace Polydev.Drivers.Process;

/// <summary>A worker that this driver watches.</summary>
/// <param name="facts">What is known of it on disk.</param>
/// <param name="process">Its process, or its wall's.</param>
/// <param name="allocation">Its name in the seam.</param>
internal sealed class ProcessWorker(WorkerFacts facts, WatchedProcess process, Allocation allocation)
{
    private const int KilledCode = 128 + Native.Libc.KillSignal;

    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    public WorkerFacts Facts => facts;

    public WatchedProcess Process => process;

    public Allocation Allocation => allocation;

    /// <summary>Its cgroups; null when it has none.</summary>
    public WorkerCgroup? Cgroup { get; } = facts.Cgroups.Count == 0 ? null : new WorkerCgroup(facts.Cgroups);

    /// <summary>Completes when the process, its children and its files are gone.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Ends the process and all it started, on our own wish.</summary>
    public void Stop()
    {
        _stopping = true;
        if (facts.Wrapped)
        {
            // Its end takes along all that is within; the cgroup is swept once it is told.
            process.KillInner();
            return;
        }

        Cgroup?.Kill();
        process.Kill();
    }

    /// <summary>Says that nothing is left.</summary>
    public void SetGone() => _gone.TrySetResult();

    /// <summary>Why it ended, in words.</summary>
    public string Reason(int? code)
    {
        if (code is KilledCode or null && !_stopping && Cgroup?.RanOutOfMemory() == true)
        {
            return "out of memory";
        }

        if (_stopping)
        {
            return "stopped";
        }

        return EndOf(code) + (code is not (null or 0) && Cgroup?.RanOutOfProcesses() == true ? ", after it was refused another process or thread" : "");
    }

    private string EndOf(int? code) =>
        code switch
        {
            null => "ended while its exit code was not ours to see",
            > 128 and < 193 => string.Create(CultureInfo.InvariantCulture, $"killed by signal {code - 128}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"exited with code {code}") + (code != 0 && process.LastLine is { } line ? ": " + line : ""),
        };
}
