using Microsoft.Extensions.Hosting;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Executions;

/// <summary>Has quiet beginnings made durable, and ends the executions whose time is over and the waiting of clients while nothing can be stored. One loop for all of them instead of a timer for each.</summary>
internal sealed class ExecutionSweeper(ExecutionDirectory directory, EventJournal journal, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WorkerGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StorageGrace = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var execution in directory.All)
        {
            execution.Settle();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            var stalled = journal.Health is { State: JournalState.Failing } health && now - health.Since > StorageGrace ? health.Reason : null;
            foreach (var execution in directory.All)
            {
                execution.Settle();
                execution.Expire(now, WorkerGrace);
                if (stalled is not null)
                {
                    execution.GiveUpWaiting(stalled);
                }
            }
        }
    }
}
