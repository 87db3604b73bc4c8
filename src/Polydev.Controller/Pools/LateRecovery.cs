using Microsoft.Extensions.Hosting;
using Polydev.Drivers;

namespace Polydev.Controller.Pools;

/// <summary>Goes on with the recovery after the start: hosts that were away then bring workers of an earlier controller back.</summary>
internal sealed class LateRecovery(IWorkerDriver driver, PoolRecovery recovery, PoolParts parts) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (driver is not ILateWorkers late)
        {
            return;
        }

        await parts.Directory.Recovered.WaitAsync(stoppingToken);
        await foreach (var allocation in late.FindLateAsync(stoppingToken))
        {
            recovery.TakeLate(allocation);
        }
    }
}
