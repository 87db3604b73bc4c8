using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Polydev.Drivers;

namespace Polydev.Controller.Workers;

/// <summary>Every live worker by its id, and the one way to end one.</summary>
internal sealed class WorkerDirectory(WorkerStopper stopper, WorkerMetrics metrics, ILogger<WorkerDirectory> log)
{
    private const int EndedKept = 4096;
    private readonly ConcurrentDictionary<string, LiveWorker> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LiveWorker> _byNonce = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Allocation> _ended = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _endedOrder = new();
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the workers of an earlier controller are known: until then no redial can be judged.</summary>
    public Task Recovered => _recovered.Task;

    /// <summary>All live workers, in no order.</summary>
    public IEnumerable<LiveWorker> Live => _byId.Select(pair => pair.Value);

    /// <summary>How many there are.</summary>
    public int Count => _byId.Count;

    /// <summary>Says that the workers of an earlier controller are known.</summary>
    public void SetRecovered() => _recovered.TrySetResult();

    /// <summary>Adds a worker.</summary>
    public void Add(LiveWorker worker)
    {
        if (!_byId.TryAdd(worker.Id, worker))
        {
            throw new InvalidOperationException($"worker id {worker.Id} is taken");
        }

        if (worker.Nonce is { } nonce)
        {
            _byNonce.TryAdd(nonce, worker);
        }
    }

    /// <summary>Finds a live worker.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out LiveWorker? worker) => _byId.TryGetValue(id, out worker);

    /// <summary>Finds the live worker that was started with a nonce.</summary>
    public bool TryFindNonce(string nonce, [NotNullWhen(true)] out LiveWorker? worker) => _byNonce.TryGetValue(nonce, out worker);

    /// <summary>What an ended worker ran as, as long as it is remembered.</summary>
    public bool TryFindEnded(string id, [NotNullWhen(true)] out Allocation? allocation) => _ended.TryGetValue(id, out allocation);

    /// <summary>Ends a worker for good: link, process, books. Does nothing when it is ended already.</summary>
    /// <param name="worker">Which.</param>
    /// <param name="end">What ends it, for the metrics.</param>
    /// <param name="reason">Why, in words; its executions show it.</param>
    public void End(LiveWorker worker, WorkerEnd end, string reason)
    {
        if (!worker.TryEnd(reason, out var from))
        {
            return;
        }

        _byId.TryRemove(worker.Id, out _);
        if (worker.Nonce is { } nonce)
        {
            _byNonce.TryRemove(nonce, out _);
        }

        if (worker.Allocation is { } allocation)
        {
            Remember(allocation);
            stopper.Stop(allocation);
        }

        metrics.Ended(worker.Pool, end);
        log.WorkerEnded(worker.Id, worker.Pool, from, end, reason);
        worker.Home.OnGone(worker, from, end);
    }

    /// <summary>Waits until every stop that was asked for is over, or the token is cancelled.</summary>
    public Task StopsAsync(CancellationToken cancellationToken) => stopper.IdleAsync(cancellationToken);

    private void Remember(Allocation allocation)
    {
        if (_ended.TryAdd(allocation.WorkerId, allocation))
        {
            _endedOrder.Enqueue(allocation.WorkerId);
        }

        while (_ended.Count > EndedKept && _endedOrder.TryDequeue(out var oldest))
        {
            _ended.TryRemove(oldest, out _);
        }
    }
}
