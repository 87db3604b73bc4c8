using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>Makes the pools what they should be: every second, and at once when a claim takes a worker or misses one.</summary>
internal sealed class PoolSupervisor(PoolSet pools, PoolRecovery recovery, PoolRound round, PoolParts parts, ILogger<PoolSupervisor> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await recovery.RunAsync(stoppingToken);
        await using var pulse = parts.Clock.CreateTimer(static signal => ((PoolSignal)signal!).Wake(), parts.Signal, TimeSpan.Zero, PoolRound.Pulse);
        while (!stoppingToken.IsCancellationRequested)
        {
            await parts.Signal.WaitAsync(stoppingToken);
            try
            {
                round.Run(parts.Clock.GetUtcNow(), stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.RoundFailed(e);
            }
        }
    }

    /// <summary>Ends the workers that run nothing; the others wait for the next controller, and end by themselves when none comes.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        round.KeepWeeks();
        foreach (var pool in pools.All)
        {
            foreach (var worker in pool.Workers)
            {
                pool.Retire(worker, WorkerEnd.Shutdown, "the controller stops");
            }
        }

        // A start that is still at the driver's leaves a worker that is then stopped, and was not to be seen above.
        await round.StartsAsync(cancellationToken);
        await parts.Directory.StopsAsync(cancellationToken);
    }
}
