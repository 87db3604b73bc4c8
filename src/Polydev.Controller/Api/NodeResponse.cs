using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Drivers;
using Polydev.Drivers.Machines;

namespace Polydev.Controller.Api;

/// <summary>A host as it is shown.</summary>
internal sealed record NodeResponse
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>ready, resting (starts failed and are held back), draining, away (not connected), unusable (the driver cannot start workers) or revoked.</summary>
    public required string State { get; init; }

    /// <summary>What there is to say of it: why it cannot be used, who drains it, or a remark.</summary>
    public string? Message { get; init; }

    /// <summary>Operating system.</summary>
    public required string Os { get; init; }

    /// <summary>Driver that starts its workers.</summary>
    public required string Driver { get; init; }

    /// <summary>Version of its program.</summary>
    public required string Version { get; init; }

    /// <summary>Cores.</summary>
    public required double Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Memory in bytes that is left alone.</summary>
    public required long ReserveBytes { get; init; }

    /// <summary>Memory in bytes that is promised to no worker yet.</summary>
    public required long FreeMemoryBytes { get; init; }

    /// <summary>Cores that are promised to no worker yet.</summary>
    public required double FreeCpus { get; init; }

    /// <summary>The walls around its workers, as they are in force.</summary>
    public required WorkerIsolation Isolation { get; init; }

    /// <summary>Live workers.</summary>
    public required int Workers { get; init; }

    /// <summary>The same by state.</summary>
    public required IReadOnlyDictionary<string, int> WorkersByState { get; init; }

    /// <summary>Starts that failed since the controller started.</summary>
    public required int StartFailures { get; init; }

    /// <summary>Why the last start failed; null since one succeeded.</summary>
    public string? LastStartFailure { get; init; }

    /// <summary>When something came from it; null for the controller's own machine, and for one that was not connected since the controller started.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Until when executions there may go on; null while it does not drain.</summary>
    public DateTimeOffset? DrainDeadline { get; init; }

    /// <summary>Shows a host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="workers">Its workers.</param>
    /// <param name="pools">All pools, which know the limits of the workers, and of the only host how starts went.</param>
    public static NodeResponse Of(NodeDescription host, IEnumerable<LiveWorker> workers, PoolSet pools)
    {
        var all = workers.ToList();
        var byState = all.GroupBy(worker => worker.State).ToDictionary(g => WorkerMetrics.NameOf(g.Key), g => g.Count(), StringComparer.Ordinal);
        var resting = host.StartFailures is null && pools.All.Any(pool => pool.Starts.RestsFor > TimeSpan.Zero);
        var limits = all.Select(worker => pools.TryFind(worker.Pool, out var pool) ? pool.Options : null).OfType<PoolOptions>().ToList();
        var reserve = host.ReserveMemoryBytes ?? pools.All.Max(pool => pool.Options.ReserveMemoryBytes);
        return new NodeResponse
        {
            Id = host.Id,
            State = host.State == NodeStates.Ready && resting ? NodeStates.Resting : host.State,
            Message = host.Message,
            Os = host.Os,
            Driver = host.Driver,
            Version = host.Version,
            Cpus = host.Cpus,
            MemoryBytes = host.MemoryBytes,
            ReserveBytes = reserve,
            FreeMemoryBytes = Math.Max(0, host.MemoryBytes - reserve - (host.PromisedMemoryBytes ?? limits.Sum(o => o.WorkerMemoryBytes))),
            FreeCpus = Math.Max(0, host.Cpus - (host.PromisedCpus ?? limits.Sum(o => o.WorkerCpus))),
            Isolation = host.Isolation,
            Workers = all.Count,
            WorkersByState = byState,
            StartFailures = host.StartFailures ?? pools.All.Sum(pool => pool.Starts.Failures),
            LastStartFailure = host.StartFailures is null ? pools.All.Select(pool => pool.Starts.LastFailure).FirstOrDefault(why => why is not null) : host.LastStartFailure,
            LastSeen = host.LastSeen,
            DrainDeadline = host.DrainDeadline,
        };
    }
}
