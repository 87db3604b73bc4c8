using Microsoft.Extensions.Logging;
using Polydev.Controller.Workers;
using Polydev.Drivers;

namespace Polydev.Controller.Pools;

/// <summary>Takes over what an earlier controller left: workers that may dial again, claims that say whose they are, orphans.</summary>
internal sealed class PoolRecovery(IWorkerDriver driver, PoolSet pools, PoolParts parts, WorkerStopper stopper, WorkerLinkOptions options, ILogger<PoolRecovery> log)
{
    /// <summary>Recovers. Links that are dialled again wait until this is done.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var claims = (await parts.Ledger.ReadAsync(cancellationToken)).ToDictionary(c => c.WorkerId, c => c.TenantId, StringComparer.Ordinal);
            var found = await driver.RecoverAsync(cancellationToken);
            foreach (var allocation in found)
            {
                TakeOver(allocation, claims.GetValueOrDefault(allocation.WorkerId));
            }

            foreach (var lost in claims.Keys.Except(found.Select(a => a.WorkerId), StringComparer.Ordinal))
            {
                parts.Ledger.Gone(lost);
            }

            log.Recovered(found.Count, claims.Count);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Without its past the controller still serves; what was left behind ends itself when nobody lets it in.
            log.RecoveryFailed(driver.Name, e);
        }
        finally
        {
            parts.Directory.SetRecovered();
        }
    }

    private void TakeOver(Allocation allocation, string? tenant)
    {
        if (!pools.TryFind(allocation.Pool, out var pool))
        {
            log.OrphanRemoved(allocation.WorkerId, allocation.Pool);
            stopper.Stop(allocation);
            return;
        }

        var worker = LiveWorker.Recovered(allocation, tenant, pool, parts.Clock, options.RecoveryWindow);
        pool.Add(worker);
        parts.Directory.Add(worker);
    }
}
