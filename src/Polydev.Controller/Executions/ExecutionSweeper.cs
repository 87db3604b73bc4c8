using Microsoft.Extensions.Hosting;

namespace Polydev.Controller.Executions;

/// <summary>Ends the executions whose time is over. One loop for all of them instead of a timer for each.</summary>
internal sealed class ExecutionSweeper(ExecutionDirectory directory, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WorkerGrace = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            foreach (var execution in directory.All)
            {
                execution.Expire(now, WorkerGrace);
            }
        }
    }
}
