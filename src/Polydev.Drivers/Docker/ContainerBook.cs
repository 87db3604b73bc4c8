using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Docker.Limits;

namespace Polydev.Drivers.Docker;

/// <summary>The workers that live, as far as we know, and the ends that are to be told.</summary>
internal sealed class ContainerBook(string node, LimitWatch limits, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_lateWord = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_lateEvent = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ContainerWorker> _workers = new(StringComparer.Ordinal);
    private readonly Channel<AllocationEnded> _ended = Channel.CreateUnbounded<AllocationEnded>();

    /// <summary>Ends in the order they became known; one reader.</summary>
    public ChannelReader<AllocationEnded> Ended => _ended.Reader;

    /// <summary>The workers whose containers were started.</summary>
    public IReadOnlyList<ContainerWorker> Placed => [.. _workers.Values.Where(w => w.Allocation is not null)];

    /// <summary>Counts a worker, before its container is made: whatever happens to that is ours from the first moment on.</summary>
    /// <returns>Null when there is one with this id.</returns>
    public ContainerWorker? Add(string workerId, string pool)
    {
        var worker = new ContainerWorker(workerId, pool);
        return _workers.TryAdd(workerId, worker) ? worker : null;
    }

    /// <summary>Whether a worker is known, and not one that should have ended.</summary>
    public bool Wants(string workerId) => Find(workerId) is { IsLeft: false };

    /// <summary>Finds a worker by the container it runs in; null when it has ended, or another container has its name.</summary>
    public ContainerWorker? Find(Allocation allocation) =>
        _workers.TryGetValue(allocation.WorkerId, out var worker) && worker.Allocation?.ExternalId == allocation.ExternalId ? worker : null;

    /// <summary>Finds a worker by its id.</summary>
    public ContainerWorker? Find(string workerId) => _workers.GetValueOrDefault(workerId);

    /// <summary>Its container runs.</summary>
    public Allocation Place(ContainerWorker worker, string container)
    {
        var allocation = AllocationOf(worker, container);
        worker.Allocation = allocation;
        return allocation;
    }

    /// <summary>Forgets a worker that was never placed.</summary>
    public void Forget(ContainerWorker worker) => _workers.TryRemove(new(worker.WorkerId, worker));

    /// <summary>A worker's container has ended; told once.</summary>
    /// <param name="worker">Which.</param>
    /// <param name="container">Id of its container.</param>
    /// <param name="code">Exit code; null when nobody saw it.</param>
    public async Task EndAsync(ContainerWorker worker, string container, int? code)
    {
        worker.HasEnded = true;
        limits.End(worker);
        if (worker.MayBeOutOfMemory(code))
        {
            // The kernel's word on memory comes by another way than the end itself, mostly before it.
            await Task.Delay(s_lateWord, time, CancellationToken.None);
        }
        else if (code is null && !worker.IsStopping)
        {
            // A list showed it gone; the event that tells how may be on its way, and then says more.
            await Task.Delay(s_lateEvent, time, CancellationToken.None);
        }

        if (_workers.TryRemove(new(worker.WorkerId, worker)))
        {
            var reason = worker.Reason(code);
            logger.ContainerEnded(worker.WorkerId, container, reason);
            _ended.Writer.TryWrite(new AllocationEnded(AllocationOf(worker, container), reason, code));
        }
    }

    private Allocation AllocationOf(ContainerWorker worker, string container) => new()
    {
        Driver = DockerDriver.DriverName,
        ExternalId = container,
        Node = node,
        WorkerId = worker.WorkerId,
        Pool = worker.Pool,
    };
}
