using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad;

/// <summary>The workers that live, as far as we know, and the ends that are to be told.</summary>
internal sealed class PlacementBook(ILogger logger)
{
    private readonly ConcurrentDictionary<string, PlacedWorker> _workers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PlacedWorker> _byJob = new(StringComparer.Ordinal);
    private readonly Channel<AllocationEnded> _ended = Channel.CreateUnbounded<AllocationEnded>();

    /// <summary>Ends in the order they became known; one reader.</summary>
    public ChannelReader<AllocationEnded> Ended => _ended.Reader;

    /// <summary>The workers that were placed.</summary>
    public IReadOnlyList<PlacedWorker> Placed => [.. _byJob.Values];

    /// <summary>Counts a worker, before it is dispatched: whatever comes of that is ours from the first moment on.</summary>
    /// <returns>Null when there is one with this id.</returns>
    public PlacedWorker? Add(string workerId, string pool)
    {
        var worker = new PlacedWorker(workerId, pool);
        return _workers.TryAdd(workerId, worker) ? worker : null;
    }

    /// <summary>Whether a worker is known.</summary>
    public bool Knows(string workerId) => _workers.ContainsKey(workerId);

    /// <summary>The placed worker of a dispatched job; null when there is none.</summary>
    public PlacedWorker? OfJob(string job) => _byJob.GetValueOrDefault(job);

    /// <summary>A worker was placed.</summary>
    public Allocation Place(PlacedWorker worker, PlaceId place, NomadAllocation on)
    {
        var allocation = new Allocation
        {
            Driver = NomadDriver.DriverName,
            ExternalId = place.ToString(),
            Node = on.NodeName is { Length: > 0 } name ? name : on.NodeID ?? "",
            WorkerId = worker.WorkerId,
            Pool = worker.Pool,
        };
        (worker.Place, worker.Allocation) = (place, allocation);
        _byJob[place.Job] = worker;
        return allocation;
    }

    /// <summary>Forgets a worker that was never placed.</summary>
    public void Forget(PlacedWorker worker) => _workers.TryRemove(new(worker.WorkerId, worker));

    /// <summary>A worker ended; told once.</summary>
    /// <param name="worker">Which.</param>
    /// <param name="end">How.</param>
    /// <returns>Whether this was the first word of it.</returns>
    public bool End(PlacedWorker worker, PlacementEnd end)
    {
        if (worker.Allocation is not { } allocation || !_workers.TryRemove(new(worker.WorkerId, worker)))
        {
            return false;
        }

        _byJob.TryRemove(new(worker.Place!.Job, worker));
        var reason = worker.Stopping ? "stopped" : end.Reason;
        logger.WorkerEnded(worker.WorkerId, allocation.ExternalId, allocation.Node, reason);
        _ended.Writer.TryWrite(new AllocationEnded(allocation, reason, end.ExitCode));
        return true;
    }
}
