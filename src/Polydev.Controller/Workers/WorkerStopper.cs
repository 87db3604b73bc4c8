using Microsoft.Extensions.Logging;
using Polydev.Drivers;

namespace Polydev.Controller.Workers;

/// <summary>Has the driver end workers, and insists when it does not succeed at once: a worker nobody counts is memory nobody gets back.</summary>
internal sealed class WorkerStopper(IWorkerDriver driver, TimeProvider clock, ILogger<WorkerStopper> log)
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30)];
    private readonly TasksUnderWay _stops = new();

    /// <summary>Ends a worker without making the caller wait.</summary>
    public void Stop(Allocation allocation) => _stops.Add(StopAsync(allocation));

    /// <summary>Waits until every stop under way is over, or the token is cancelled.</summary>
    public Task IdleAsync(CancellationToken cancellationToken) => _stops.IdleAsync(cancellationToken);

    /// <summary>Ends a worker. Never throws; a worker that survives every try is logged and found again by the next recovery.</summary>
    private async Task StopAsync(Allocation allocation)
    {
        string? message = null;
        for (var attempt = 0; attempt <= Waits.Length; attempt++)
        {
            if (attempt > 0)
            {
                await Task.Delay(Waits[attempt - 1], clock, CancellationToken.None);
            }

            message = await TryAsync(allocation);
            if (message is null)
            {
                return;
            }
        }

        log.StopFailed(allocation.WorkerId, allocation.ExternalId, message!);
    }

    private async Task<string?> TryAsync(Allocation allocation)
    {
        try
        {
            // Its own token: ending a worker must not be given up because whoever asked for it went away.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), clock);
            var result = await driver.StopAsync(allocation, patience.Token);
            return result.Stopped ? null : result.Message ?? "no reason given";
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }
}
