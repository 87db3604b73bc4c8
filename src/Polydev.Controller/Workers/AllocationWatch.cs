using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Drivers;

namespace Polydev.Controller.Workers;

/// <summary>Listens to the driver for workers that ended, and passes the true reason on.</summary>
internal sealed class AllocationWatch(IWorkerDriver driver, WorkerDirectory directory, TimeProvider clock, ILogger<AllocationWatch> log) : BackgroundService
{
    // What a worker wrote before it ended may still be on its way through the socket; it counts.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var ended in driver.WatchAsync(stoppingToken))
                {
                    if (directory.TryFind(ended.Allocation.WorkerId, out var worker))
                    {
                        _ = EndAsync(worker, ended.Reason);
                    }
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.WatchFailed(driver.Name, e);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EndAsync(LiveWorker worker, string reason)
    {
        if (worker.Link is { } link)
        {
            await link.Ended.WaitAsync(LastWords, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        directory.End(worker, WorkerEnd.Exited, reason);
    }
}
