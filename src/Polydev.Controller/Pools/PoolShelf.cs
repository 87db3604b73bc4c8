using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>The books of one pool under one lock: who is warm, who is whose, who waits. No worker is on two lists, no claim is lost between them.</summary>
/// <remarks>Takes the locks of workers under its own, never the other way round; calls nobody else while it holds it.</remarks>
internal sealed class PoolShelf(TimeProvider clock)
{
    // Oldest first; ids break ties, so that two of the same instant are two.
    private static readonly Comparer<LiveWorker> ByAge = Comparer<LiveWorker>.Create((a, b) => a.Started.CompareTo(b.Started) is not 0 and var age ? age : string.CompareOrdinal(a.Id, b.Id));

    private readonly Lock _gate = new();
    private readonly SortedSet<LiveWorker> _warm = new(ByAge);
    private readonly HashSet<LiveWorker> _all = [];
    private readonly TenantWorkers _shared = new();
    private readonly ClaimQueue _queue = new();
    private string? _blocked;
    private bool _passes;
    private long _taken;

    /// <summary>All live workers, as of now.</summary>
    public LiveWorker[] Workers
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Warm workers taken since the last call.</summary>
    public long TakeCount() => Interlocked.Exchange(ref _taken, 0);

    /// <summary>The pool in numbers.</summary>
    public PoolView View(int executionsPerWorker)
    {
        lock (_gate)
        {
            return PoolView.Of(_all, _warm.Count, _queue.Requests, executionsPerWorker, _blocked);
        }
    }

    /// <summary>Counts a worker that is about to be started, or was found again.</summary>
    public void Add(LiveWorker worker)
    {
        lock (_gate)
        {
            _all.Add(worker);
        }
    }

    /// <summary>Takes a worker that ended off the books.</summary>
    public void Remove(LiveWorker worker)
    {
        lock (_gate)
        {
            _all.Remove(worker);
            _warm.Remove(worker);
            _shared.Remove(worker);
        }
    }

    /// <summary>Puts a warm worker up for claims. True when it is the first time.</summary>
    public bool Offer(LiveWorker worker)
    {
        lock (_gate)
        {
            if (worker.State != WorkerState.Warm)
            {
                return false;
            }

            _warm.Add(worker);
            var first = worker.WarmAt is null;
            worker.WarmAt ??= clock.GetUtcNow();
            return first;
        }
    }

    /// <summary>Takes a worker whose link broke out of the reach of claims.</summary>
    public void Withdraw(LiveWorker worker)
    {
        lock (_gate)
        {
            _warm.Remove(worker);
        }
    }

    /// <summary>Finds a place, or queues a waiter when there is none.</summary>
    /// <returns>The place; or the waiter; or neither, and why nothing can be had at all.</returns>
    public (Placement? Place, ClaimWaiter? Waiter, string? Blocked) TakeOrWait(ClaimRequest request, int executionsPerWorker)
    {
        lock (_gate)
        {
            if (Take(request, executionsPerWorker) is { } place)
            {
                return (place, null, null);
            }

            if (_blocked is { } why && !_passes && _all.Count == 0)
            {
                return (null, null, why);
            }

            var waiter = new ClaimWaiter(request, clock.GetTimestamp());
            _queue.Add(waiter);
            return (null, waiter, null);
        }
    }

    /// <summary>Takes those out of the queue for whom there is a place now.</summary>
    public List<(ClaimWaiter Waiter, Placement Place)> TakeServed(int executionsPerWorker)
    {
        lock (_gate)
        {
            return _queue.Count == 0 ? [] : _queue.TakeServed(request => Take(request, executionsPerWorker));
        }
    }

    /// <summary>Takes a waiter out whose caller gave up. False when it was served before.</summary>
    public bool Remove(ClaimWaiter waiter)
    {
        lock (_gate)
        {
            return _queue.Remove(waiter);
        }
    }

    /// <summary>Sets why the pool cannot grow.</summary>
    /// <param name="why">In words; null when it can.</param>
    /// <param name="passes">Whether that is expected to pass soon, so that waiting is worth while.</param>
    /// <returns>The waiters that nothing living could ever serve.</returns>
    public List<ClaimWaiter> SetBlocked(string? why, bool passes)
    {
        lock (_gate)
        {
            (_blocked, _passes) = (why, passes);
            return why is not null && !passes && _all.Count == 0 ? _queue.TakeAll() : [];
        }
    }

    /// <summary>Counts a place for an execution that came back with its worker.</summary>
    public void Occupy(LiveWorker worker)
    {
        lock (_gate)
        {
            worker.InUse++;
        }
    }

    /// <summary>Gives a place back. True when the worker is to end, having nothing more to do.</summary>
    public bool Release(LiveWorker worker)
    {
        lock (_gate)
        {
            worker.InUse--;
            worker.IdleSince = clock.GetTimestamp();
            return worker.InUse == 0 && (worker.Exclusive || worker.State == WorkerState.Draining);
        }
    }

    /// <summary>Whether a worker only had something to finish and has nothing left.</summary>
    public bool IsDrained(LiveWorker worker)
    {
        lock (_gate)
        {
            return worker is { State: WorkerState.Draining, InUse: 0 };
        }
    }

    /// <summary>Lets a worker finish what it runs and takes it out of the reach of claims.</summary>
    /// <param name="worker">Which.</param>
    /// <param name="onlyIdle">Whether to leave it alone when it runs something.</param>
    /// <returns>Whether it has nothing to finish, so that the caller ends it.</returns>
    public bool Drain(LiveWorker worker, bool onlyIdle)
    {
        lock (_gate)
        {
            if (worker.InUse > 0 && onlyIdle)
            {
                return false;
            }

            worker.TryDrain();
            _warm.Remove(worker);
            _shared.Remove(worker);
            return worker.InUse == 0;
        }
    }

    private Placement? Take(ClaimRequest request, int executionsPerWorker)
    {
        if (request.Isolation == Isolation.Tenant && _shared.WithRoom(request.Tenant, executionsPerWorker) is { } shared)
        {
            shared.InUse++;
            return new Placement(shared, Fresh: false);
        }

        while (_warm.Min is { } oldest)
        {
            _warm.Remove(oldest);
            if (!oldest.TryClaim(request.Tenant))
            {
                // It lost its link or its life this very moment; it is put up again if it comes back.
                continue;
            }

            oldest.InUse = 1;
            oldest.Exclusive = request.Isolation == Isolation.Execution;
            if (!oldest.Exclusive)
            {
                _shared.Add(oldest);
            }

            _taken++;
            return new Placement(oldest, Fresh: true);
        }

        return null;
    }
}
