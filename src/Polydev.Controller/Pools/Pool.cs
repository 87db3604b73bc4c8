using System.Collections.Concurrent;
using Polydev.Controller.Workers;
using Polydev.Drivers.Machines;
using Polydev.Protocol.Egress;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Pools;

/// <summary>The workers of one kind: serves claims and is told by its workers what becomes of them.</summary>
internal sealed class Pool : IWorkerHome
{
    private readonly PoolParts _parts;
    private readonly PoolShelf _shelf;
    private readonly ConcurrentQueue<TimeSpan> _startTimes = new();
    private volatile PoolOptions _options;
    private long _hits;
    private long _misses;

    /// <summary>An empty pool.</summary>
    public Pool(string name, PoolOptions options, PoolParts parts)
    {
        (Name, _options, _parts) = (name, options, parts);
        _shelf = new PoolShelf(parts.Clock);
        Starts = new StartHistory(parts.Clock);
    }

    /// <summary>Name.</summary>
    public string Name { get; }

    /// <summary>The wish; replaced whole, never changed.</summary>
    public PoolOptions Options
    {
        get => _options;
        set
        {
            _options = value;
            _parts.Signal.Wake();
        }
    }

    /// <summary>How its starts went.</summary>
    public StartHistory Starts { get; }

    /// <summary>What it has learned about demand. Used by the supervisor alone.</summary>
    public PoolSizer Sizer { get; init; } = new();

    /// <summary>Warm workers wanted, as of the supervisor's last round.</summary>
    public int Target { get; set; }

    /// <summary>Part of the claims that found a place at once, of all since the start; null before the first.</summary>
    public double? HitRate => (Interlocked.Read(ref _hits), Interlocked.Read(ref _misses)) is var (hits, misses) && hits + misses > 0 ? (double)hits / (hits + misses) : null;

    /// <summary>Its workers, as of now.</summary>
    public LiveWorker[] Workers => _shelf.Workers;

    /// <summary>The pool in numbers.</summary>
    public PoolView View() => _shelf.View(_options.ExecutionsPerWorker);

    /// <summary>See <see cref="IWorkerPools.ClaimAsync"/>.</summary>
    public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ClaimResult>(cancellationToken);
        }

        var since = _parts.Clock.GetTimestamp();
        var (place, waiter, blocked) = _shelf.TakeOrWait(request, _options.ExecutionsPerWorker);
        if (place is { } found)
        {
            Settle(found);
            Interlocked.Increment(ref _hits);
            _parts.Metrics.Claimed(Name, found.Fresh ? "hit" : "shared", _parts.Clock.GetElapsedTime(since));
            return new(new ClaimResult.Claimed(new LiveSlot(found.Worker, warm: true)));
        }

        if (waiter is null)
        {
            _parts.Metrics.Claimed(Name, "refused", TimeSpan.Zero);
            return new(Refusal(blocked!));
        }

        Interlocked.Increment(ref _misses);
        waiter.CancelWith(GiveUp, cancellationToken);
        _parts.Signal.Wake();
        return new(waiter.Result);
    }

    /// <summary>Counts a worker that is about to be started, or was found again.</summary>
    public void Add(LiveWorker worker) => _shelf.Add(worker);

    /// <summary>Says why the pool cannot grow, or null that it can. Who waits is refused when nothing lives that could ever serve, and that will not pass soon.</summary>
    public void SetBlocked(string? why, bool passes)
    {
        foreach (var waiter in _shelf.SetBlocked(why, passes))
        {
            _parts.Metrics.Claimed(Name, "refused", _parts.Clock.GetElapsedTime(waiter.Since));
            waiter.Complete(Refusal(why!));
        }
    }

    /// <summary>Tells the sizer what happened since the last call.</summary>
    public void Learn(DateTimeOffset now)
    {
        while (_startTimes.TryDequeue(out var took))
        {
            Sizer.ObserveStart(took);
        }

        Sizer.ObserveClaims(now, _shelf.TakeCount());
    }

    /// <summary>Ends a worker that runs nothing. False when it does, and is left alone.</summary>
    public bool Retire(LiveWorker worker, WorkerEnd end, string reason)
    {
        if (!_shelf.Drain(worker, onlyIdle: true))
        {
            return false;
        }

        _parts.Directory.End(worker, end, reason);
        return true;
    }

    /// <summary>Lets a worker finish what it runs, then ends it.</summary>
    public void Drain(LiveWorker worker, WorkerEnd end, string reason)
    {
        if (_shelf.Drain(worker, onlyIdle: false))
        {
            _parts.Directory.End(worker, end, reason);
        }
    }

    /// <inheritdoc/>
    public void OnLinked(LiveWorker worker)
    {
        if (_shelf.IsDrained(worker))
        {
            _parts.Directory.End(worker, WorkerEnd.Idle, "it holds nothing after a restart of the controller");
            return;
        }

        if (_shelf.Offer(worker) && worker.Nonce is not null)
        {
            var took = _parts.Clock.GetElapsedTime(worker.Started);
            Starts.Succeeded();
            if (worker.Allocation is { } placed)
            {
                _parts.Hosts.StartWent(placed, failure: null);
            }

            _startTimes.Enqueue(took);
            _parts.Metrics.Warm(Name, took);
            _parts.Signal.Wake();
        }

        ServeWaiters();
    }

    /// <inheritdoc/>
    public void OnLinkLost(LiveWorker worker)
    {
        _shelf.Withdraw(worker);
        _parts.Signal.Wake();
    }

    /// <inheritdoc/>
    public void OnResumed(LiveWorker worker) => _shelf.Occupy(worker);

    /// <inheritdoc/>
    public void OnReleased(LiveWorker worker)
    {
        if (!_shelf.Release(worker))
        {
            ServeWaiters();
            return;
        }

        var (end, reason) = worker.Exclusive ? (WorkerEnd.Used, "its one execution is over") : (WorkerEnd.Idle, "it finished what it held");
        Drain(worker, end, reason);
    }

    /// <inheritdoc/>
    public void OnGone(LiveWorker worker, WorkerState from, WorkerEnd end)
    {
        _shelf.Remove(worker);
        if (worker.Tenant is not null)
        {
            _parts.Ledger.Gone(worker.Id);
        }

        if (from == WorkerState.Starting && worker.Nonce is not null && end is not (WorkerEnd.Removed or WorkerEnd.Shutdown or WorkerEnd.Drained))
        {
            var why = worker.EndReason ?? "it ended";
            if (worker.Allocation is { } placed && _parts.Hosts.StartWent(placed, why))
            {
                Starts.Noted(why);
            }
            else
            {
                Starts.Failed(why);
            }

            _parts.Metrics.StartFailed(Name, WorkerMetrics.NameOf(end));
        }

        _parts.Signal.Wake();
    }

    /// <inheritdoc/>
    public ClaimFrame ClaimFrameFor(LiveWorker worker)
    {
        // The token lives as long as the worker may: past its age it takes nothing new, and then it has its longest execution to finish.
        var ends = worker.StartedAt + _options.MaxAge + PoolParts.LongestExecution;
        var identity = new EgressIdentity { Tenant = worker.Tenant!, Worker = worker.Id, ExpiresAt = ends };
        var key = worker.Link?.Node is { } node ? _parts.Keys.EgressKeyOf(node) : _parts.Keys.EgressKey;
        return new ClaimFrame { Tenant = worker.Tenant!, EgressToken = EgressToken.Sign(identity, key.Span) };
    }

    /// <summary>What must follow a place that was taken, outside the books' lock.</summary>
    private void Settle(Placement place)
    {
        if (place.Fresh)
        {
            place.Worker.SendClaim();
            _parts.Ledger.Claimed(place.Worker);
            _parts.Signal.Wake();
        }
    }

    private void ServeWaiters()
    {
        foreach (var (waiter, place) in _shelf.TakeServed(_options.ExecutionsPerWorker))
        {
            Settle(place);
            _parts.Metrics.Claimed(Name, "miss", _parts.Clock.GetElapsedTime(waiter.Since));
            waiter.Complete(new ClaimResult.Claimed(new LiveSlot(place.Worker, warm: false)));
        }
    }

    private void GiveUp(ClaimWaiter waiter, CancellationToken cancellationToken)
    {
        if (_shelf.Remove(waiter))
        {
            waiter.Cancel(cancellationToken);
        }
    }

    private ClaimResult.Refused Refusal(string why)
    {
        var rest = Starts.RestsFor;
        return new ClaimResult.Refused("no_worker", $"No worker can be had from pool '{Name}': {why}.", rest > TimeSpan.Zero ? rest : TimeSpan.FromSeconds(5));
    }
}
