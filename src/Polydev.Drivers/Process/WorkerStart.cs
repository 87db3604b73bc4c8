using System.Globalization;
using Polydev.Drivers.Native;
using Polydev.Drivers.Process.Cgroups;

namespace Polydev.Drivers.Process;

/// <summary>One start of one worker: its directory, its cgroups, its process, and its entry on disk, or none of them.</summary>
internal sealed class WorkerStart(
    ProcessDriverOptions options, WorkerStore store, DescriptorLoop loop, Walls walls, WorkerProgram program, WorkerSpec spec, string driver)
{
    private WorkerFacts? _facts;
    private WorkerCgroup? _cgroup;

    /// <summary>What came of it: a worker, or the stage that failed and why.</summary>
    public readonly record struct Outcome(ProcessWorker? Worker, DriverError Error, string? Message);

    /// <summary>The name of a worker in the seam.</summary>
    public static Allocation AllocationOf(WorkerFacts facts, string driver, string node) => new()
    {
        Driver = driver,
        ExternalId = string.Create(CultureInfo.InvariantCulture, $"{facts.Pid}:{facts.StartTime}"),
        Node = node,
        WorkerId = facts.WorkerId,
        Pool = facts.Pool,
    };

    /// <summary>Starts it.</summary>
    public Outcome Run()
    {
        try
        {
            return Place();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Undo();
            return e.HResult is Libc.NoSpace or Libc.QuotaExceeded
                ? new Outcome(null, DriverError.OutOfCapacity, $"no room on the disk of {options.StateDirectory}: {e.Message}")
                : new Outcome(null, DriverError.Unavailable, $"cannot write to {options.StateDirectory}: {e.Message}");
        }
    }

    private Outcome Place()
    {
        var sandbox = walls.Sandbox!;
        var directory = store.CreateWorkingDirectory(spec.WorkerId);
        _facts = new WorkerFacts
        {
            WorkerId = spec.WorkerId,
            Pool = spec.Pool,
            Boot = store.Boot,
            WorkingDirectory = directory,
            Wrapped = sandbox.Processes,
        };
        if (walls.Cgroups is not null)
        {
            _cgroup = walls.Cgroups.Create(spec.WorkerId, new CgroupLimits(spec.MemoryBytes, spec.Cpus, options.MaxThreads));
            if (_cgroup is null)
            {
                Undo();
                return new Outcome(null, DriverError.OutOfCapacity, $"the kernel refuses another {walls.Cgroups.Memory ?? "cgroup"} with the limits asked for");
            }

            _facts = _facts with { Cgroups = _cgroup.Directories };
        }

        // Before the start, so that no crash leaves a process that nothing on disk tells of.
        store.Save(_facts);
        var command = sandbox.Wrap([.. program.Command, .. options.WorkerArguments], directory);
        var process = WatchedProcess.Start(
            loop, _cgroup is null ? command : CgroupEntry.Wrap(_cgroup, command), program.EnvironmentOf(spec, directory), directory, out var error);
        if (process is null)
        {
            Undo();
            return Failed(error);
        }

        _facts = _facts with { Pid = process.Pid, StartTime = process.StartTime };
        store.Save(_facts);
        return new Outcome(new ProcessWorker(_facts, process, AllocationOf(_facts, driver, options.Node)), default, null);
    }

    private Outcome Failed(int error) => error switch
    {
        Libc.TryAgain or Libc.NoMemory => new Outcome(null, DriverError.OutOfCapacity, "the kernel has no room for another process: memory, or the limit of processes (ulimit -u)"),
        Libc.TooManyFiles or Libc.TooManyFilesInSystem => new Outcome(null, DriverError.OutOfCapacity, "too many open files for another worker: raise the limit (ulimit -n)"),
        _ => new Outcome(null, DriverError.Unavailable, string.Create(CultureInfo.InvariantCulture, $"{program.Command[0]} cannot be started (error {error})")),
    };

    /// <summary>Nothing runs yet: take back the rest.</summary>
    private void Undo()
    {
        foreach (var directory in _cgroup?.Directories ?? [])
        {
            Directory.Delete(directory);
        }

        if (_facts is not null)
        {
            store.Remove(_facts);
        }
    }
}
