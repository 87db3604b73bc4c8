using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Cluster;
using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>Makes the pools what they should be: every second, and at once when a claim takes a worker or misses one.</summary>
internal sealed class PoolSupervisor(PoolSet pools, PoolRecovery recovery, WorkerStarter starter, PoolSweep sweep, PoolParts parts, PoolMemory memory, Machine machine, ILogger<PoolSupervisor> log)
    : BackgroundService
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromMinutes(10);
    private readonly Dictionary<Pool, SurplusReaper> _reapers = [];
    private DateTimeOffset _sweptAt;
    private DateTimeOffset _keptAt;

    /// <summary>One round over all pools.</summary>
    internal void Round(CancellationToken cancellationToken)
    {
        var now = parts.Clock.GetUtcNow();
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

        if (now - _keptAt >= KeepEvery)
        {
            _keptAt = now;
            memory.Keep(pools.All.Select(pool => (pool.Name, pool.Sizer.Week)));
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _keptAt = parts.Clock.GetUtcNow();
        await recovery.RunAsync(stoppingToken);
        await using var pulse = parts.Clock.CreateTimer(static signal => ((PoolSignal)signal!).Wake(), parts.Signal, TimeSpan.Zero, Pulse);
        while (!stoppingToken.IsCancellationRequested)
        {
            await parts.Signal.WaitAsync(stoppingToken);
            try
            {
                Round(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.RoundFailed(e);
            }
        }
    }

    /// <summary>Ends the workers that run nothing; the others wait for the next controller, and end by themselves when none comes.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        memory.Keep(pools.All.Select(pool => (pool.Name, pool.Sizer.Week)));
        foreach (var pool in pools.All)
        {
            foreach (var worker in pool.Workers)
            {
                pool.Retire(worker, WorkerEnd.Shutdown, "the controller stops");
            }
        }

        await parts.Directory.StopsAsync(cancellationToken);
    }

    private void Tend(Pool pool, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var options = pool.Options;
        pool.Target = pool.Sizer.Target(now, options.Floor, options.Ceiling, options.ParallelStarts);
        var view = pool.View();
        var (room, noRoom) = Admission.Room(machine, options, pools.All.Select(p => (p.View().Live, p.Options)));
        var plan = PoolPlan.Decide(view, options, pool.Target, room, noRoom);
        var rest = pool.Starts.RestsFor;
        var resting = rest > TimeSpan.Zero && plan.Starts > 0;
        pool.SetBlocked(resting ? $"starts rest for {rest.TotalSeconds:0.#} s because they fail: {pool.Starts.LastFailure}" : plan.Blocked);
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
