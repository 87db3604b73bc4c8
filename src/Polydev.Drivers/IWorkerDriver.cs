namespace Polydev.Drivers;

/// <summary>How workers come to exist. One implementation per way: a process, a Docker container, a Nomad allocation, a fake.</summary>
/// <remarks>A driver never talks to a worker: readiness is the worker's own hello. Expected failures are values, never exceptions.</remarks>
public interface IWorkerDriver
{
    /// <summary>Short name, for example <c>process</c>.</summary>
    string Name { get; }

    /// <summary>Says whether workers can be started here, and under which isolation.</summary>
    Task<DriverProbe> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Starts a worker. Returns when it is placed, which is before it is warm.</summary>
    Task<StartResult> StartAsync(WorkerSpec spec, CancellationToken cancellationToken);

    /// <summary>Finds the workers an earlier controller started that still live, and ends what can no longer be used.</summary>
    Task<IReadOnlyList<Allocation>> RecoverAsync(CancellationToken cancellationToken);

    /// <summary>Says as it happens which workers ended, and why. Runs until cancelled.</summary>
    IAsyncEnumerable<AllocationEnded> WatchAsync(CancellationToken cancellationToken);

    /// <summary>Ends a worker and all its children at once. Ending one that is gone is a success.</summary>
    Task<StopResult> StopAsync(Allocation allocation, CancellationToken cancellationToken);
}
