using Polydev.Controller.Cluster;

namespace Polydev.Controller.Pools;

/// <summary>One round over all pools: ends what must end, learns what was asked for, starts what is missing.</summary>
internal sealed class PoolRound(PoolSet pools, PoolSweep sweep, WorkerStarter starter, IHosts hosts, PoolMemory memory)
{
    /// <summary>Workers are looked through no more often than this, however often a claim wakes the supervisor.</summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan KeepEvery = TimeSpan.FromMinutes(10);
    private readonly Dictionary<Pool, SurplusReaper> _reapers = [];
    private DateTimeOffset _sweptAt;
    private DateTimeOffset? _keptAt;

    /// <summary>Makes it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the starts that it begins.</param>
    public void Run(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sweeps = now - _sweptAt >= Pulse;
        _sweptAt = sweeps ? now : _sweptAt;
        foreach (var pool in pools.All)
        {
            if (sweeps)
            {
                sweep.Run(pool);
            }

            pool.Learn(now);
            Tend(pool, now, cancellationToken);
        }

        _keptAt ??= now;
        if (now - _keptAt >= KeepEvery)
        {
            _keptAt = now;
            KeepWeeks();
        }
    }

    /// <summary>Writes down what the hours of the week needed, for after a restart.</summary>
    public void KeepWeeks() => memory.Keep(pools.All.Select(pool => (pool.Name, pool.Sizer.Week)));

    /// <summary>Waits until every start under way has come to an end, or the token is cancelled.</summary>
    public Task StartsAsync(CancellationToken cancellationToken) => starter.IdleAsync(cancellationToken);

    private void Tend(Pool pool, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var options = pool.Options;
        var usable = hosts.Usable;
        var parallel = usable.Count > 0 ? usable.Sum(host => options.ParallelStartsOn(host.Machine.Cpus)) : options.MostParallelStarts;
        pool.Target = pool.Sizer.Target(now, options.Floor, options.Ceiling, parallel);
        var view = pool.View();
        var (room, noRoom) = usable.Count == 0 ? (0, hosts.WhyNone) : Admission.Room(usable, options, [.. pools.All.SelectMany(HostedWorkers.Of)]);
        var plan = PoolPlan.Decide(view, options, pool.Target, room, noRoom, parallel);
        var rest = pool.Starts.RestsFor;
        var resting = rest > TimeSpan.Zero && plan.Starts > 0;
        pool.SetBlocked(resting ? $"starts rest for {rest.TotalSeconds:0.#} s because they fail: {pool.Starts.LastFailure}" : plan.Blocked, passes: (resting && pool.Starts.MayRecover) || (usable.Count == 0 && hosts.MayReturn));
        PoolSweep.Evict(pool, plan.Evictions);
        PoolSweep.Reap(pool, ReaperOf(pool).Take(now, plan.Surplus));
        for (var i = 0; i < plan.Starts && !resting; i++)
        {
            _ = starter.Start(pool, cancellationToken);
        }
    }

    private SurplusReaper ReaperOf(Pool pool)
    {
        if (!_reapers.TryGetValue(pool, out var reaper))
        {
            _reapers.Add(pool, reaper = new SurplusReaper());
        }

        return reaper;
    }
}
