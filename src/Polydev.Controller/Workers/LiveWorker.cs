using Polydev.Drivers;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>One worker: its life, its tenant, its link and the executions on it.</summary>
internal sealed class LiveWorker
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private WorkerLink? _link;
    private bool _claimSent;
    private bool _redeemed;

    /// <summary>A worker that is about to be started.</summary>
    public LiveWorker(string id, string pool, string? nonce, IWorkerHome home, TimeProvider clock)
    {
        (Id, Pool, Nonce, Home, _clock) = (id, pool, nonce, home, clock);
        StartedAt = clock.GetUtcNow();
        Started = clock.GetTimestamp();
    }

    /// <summary>Id, unique for ever.</summary>
    public string Id { get; }

    /// <summary>Name of its pool.</summary>
    public string Pool { get; }

    /// <summary>The one-time nonce it joins with; null for one that an earlier controller started.</summary>
    public string? Nonce { get; }

    /// <summary>Its pool.</summary>
    public IWorkerHome Home { get; }

    /// <summary>What the driver placed; null until it did.</summary>
    public Allocation? Allocation { get; private set; }

    /// <summary>State, as of now.</summary>
    public WorkerState State { get; private set; }

    /// <summary>Its tenant, once claimed.</summary>
    public string? Tenant { get; private set; }

    /// <summary>When it was started, or found again after a restart of the controller.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>The same as a timestamp: ages are measured on a clock that nobody sets.</summary>
    public long Started { get; }

    /// <summary>Timestamp by which it must have dialled again, while it has no link. Moved on by the heartbeat while its host is away.</summary>
    public long? RedialBy { get; set; }

    /// <summary>Why it ended; null before.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Version it said in its hello.</summary>
    public string? Version { get; set; }

    /// <summary>Whether it serves a single execution. Set by its pool, under the pool's lock.</summary>
    public bool Exclusive { get; set; }

    /// <summary>Executions that have a place on it. Counted by its pool, under the pool's lock.</summary>
    public int InUse { get; set; }

    /// <summary>Timestamp since which it has had nothing to do. Set by its pool, under the pool's lock.</summary>
    public long IdleSince { get; set; }

    /// <summary>The executions on it.</summary>
    public WorkerAttempts Attempts { get; } = new();

    /// <summary>When it first became warm; null before. Set by its pool, under the pool's lock.</summary>
    public DateTimeOffset? WarmAt { get; set; }

    /// <summary>Its link; null while there is none.</summary>
    public WorkerLink? Link
    {
        get
        {
            lock (_gate)
            {
                return _link;
            }
        }
    }

    /// <summary>A worker of an earlier controller: a warm one joins again, a claimed one may only finish what it holds.</summary>
    /// <remarks>Which isolation a claimed one was taken under is not known any more, so nothing new is put on it.</remarks>
    public static LiveWorker Recovered(Allocation allocation, string? tenant, IWorkerHome home, TimeProvider clock, TimeSpan window)
    {
        var redialBy = clock.GetTimestamp() + (long)(window.TotalSeconds * clock.TimestampFrequency);
        return new LiveWorker(allocation.WorkerId, allocation.Pool, nonce: null, home, clock)
        {
            Allocation = allocation,
            Tenant = tenant,
            State = tenant is null ? WorkerState.Starting : WorkerState.Draining,
            RedialBy = redialBy,
            _claimSent = tenant is not null,
        };
    }

    /// <summary>Uses up the nonce. False when it was used before: then two hold it, and neither can be trusted.</summary>
    public bool TryRedeem() => !Interlocked.Exchange(ref _redeemed, true);

    /// <summary>The driver vouches for the worker. False when it is gone already, or linked from another node: worker and allocation must be ended.</summary>
    public bool Place(Allocation allocation)
    {
        bool linked;
        lock (_gate)
        {
            if (State == WorkerState.Gone || (_link is { } standing && !LinkRoute.Fits(allocation, standing.Node)))
            {
                return false;
            }

            Allocation = allocation;
            linked = _link is not null && State == WorkerState.Starting && Move(WorkerState.Warm);
        }

        if (linked)
        {
            Home.OnLinked(this);
        }

        return true;
    }

    /// <summary>Puts a link in charge, and settles what became of the executions while there was none.</summary>
    /// <param name="link">The new link; nothing is read from it yet.</param>
    /// <param name="held">What the worker says it holds.</param>
    /// <param name="recovery">Who knows the executions of an earlier controller.</param>
    /// <returns>False when the worker is gone, another link came first, or this one came through another node.</returns>
    public bool Attach(WorkerLink link, IReadOnlyList<ResumePoint> held, IAttemptRecovery recovery)
    {
        bool usable;
        HeldExecutions match;
        lock (_gate)
        {
            if (State == WorkerState.Gone || _link is not null || (Allocation is { } placed && !LinkRoute.Fits(placed, link.Node)))
            {
                return false;
            }

            match = Attempts.Match(held);
            _link = link;
            RedialBy = null;
            if (State == WorkerState.Starting && Allocation is not null)
            {
                Move(WorkerState.Warm);
            }

            usable = State != WorkerState.Starting;
        }

        LinkResume.Settle(this, link, held, match, recovery);
        if (usable)
        {
            Home.OnLinked(this);
        }

        return true;
    }

    /// <summary>The reading side of a link is over. The worker keeps its executions until the window is past.</summary>
    public void Detach(WorkerLink link, TimeSpan window)
    {
        bool gone;
        lock (_gate)
        {
            if (_link != link)
            {
                return;
            }

            _link = null;
            gone = State == WorkerState.Gone;
            RedialBy = _clock.GetTimestamp() + (long)(window.TotalSeconds * _clock.TimestampFrequency);
        }

        if (gone)
        {
            TellGone();
            return;
        }

        Home.OnLinkLost(this);
    }

    /// <summary>Takes the worker for a tenant. False when it is not warm, or has no link.</summary>
    public bool TryClaim(string tenant)
    {
        lock (_gate)
        {
            if (_link is null || State != WorkerState.Warm)
            {
                return false;
            }

            Tenant = tenant;
            return Move(WorkerState.Claimed);
        }
    }

    /// <summary>Tells the worker whose it is, once. Whoever comes first does it, so no request can overtake it.</summary>
    public void SendClaim()
    {
        lock (_gate)
        {
            if (!_claimSent && State == WorkerState.Claimed)
            {
                _claimSent = true;
                _link?.Send(Home.ClaimFrameFor(this));
            }
        }
    }

    /// <summary>Lets the worker finish what it runs. False when it already does, or is gone.</summary>
    public bool TryDrain()
    {
        lock (_gate)
        {
            if (!Move(WorkerState.Draining))
            {
                return false;
            }

            _link?.Send(new DrainFrame());
            return true;
        }
    }

    /// <summary>Ends the worker: its link is dropped, and when the link has delivered all it read, the attempts hear of it. False when it is gone already.</summary>
    public bool TryEnd(string reason, out WorkerState from)
    {
        WorkerLink? link;
        lock (_gate)
        {
            from = State;
            if (!Move(WorkerState.Gone))
            {
                return false;
            }

            EndReason = reason;
            link = _link;
        }

        if (link is null)
        {
            TellGone();
        }
        else
        {
            link.Drop(reason);
        }

        return true;
    }

    /// <summary>Sends a request; the attempt is called back from here on.</summary>
    public void Run(RunFrame run, IAttempt attempt)
    {
        SendClaim();
        bool gone;
        lock (_gate)
        {
            gone = State == WorkerState.Gone || !Attempts.TryAdd(attempt, acked: 0);
            if (!gone)
            {
                _link?.Send(run);
            }
        }

        if (gone)
        {
            // Not on the caller's stack: it may hold the lock that the callback takes.
            ThreadPool.UnsafeQueueUserWorkItem(static s => s.attempt.OnWorkerGone(s.reason), (attempt, reason: EndReason ?? "the worker already runs this execution"), preferLocal: true);
        }
    }

    private void TellGone()
    {
        foreach (var attempt in Attempts.TakeUnfinished())
        {
            attempt.OnWorkerGone(EndReason ?? "ended");
        }
    }

    private bool Move(WorkerState to)
    {
        if (!WorkerLife.Allows(State, to))
        {
            return false;
        }

        State = to;
        return true;
    }
}
