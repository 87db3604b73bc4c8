using Microsoft.Extensions.Logging;
using Polydev.Controller.Workers;
using Polydev.Drivers;

namespace Polydev.Controller.Pools;

/// <summary>Takes over what an earlier controller left: workers that may dial again, claims that say whose they are, orphans.</summary>
internal sealed class PoolRecovery(IWorkerDriver driver, PoolSet pools, PoolParts parts, WorkerStopper stopper, WorkerLinkOptions options, ILogger<PoolRecovery> log)
{
    private Dictionary<string, string> _claims = new(StringComparer.Ordinal);

    /// <summary>Recovers. Links that are dialled again wait until this is done.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var claims = _claims = (await parts.Ledger.ReadAsync(cancellationToken)).ToDictionary(c => c.WorkerId, c => c.TenantId, StringComparer.Ordinal);
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
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Without its past the controller still serves; what was left behind ends itself when nobody lets it in.
            log.RecoveryFailed(driver.Name, e);
        }
        finally
        {
            parts.Directory.SetRecovered();
        }
    }

    /// <summary>Takes over a worker whose host came back only now; one that has ended meanwhile, or that is another host's, is ended there.</summary>
    public void TakeLate(Allocation allocation)
    {
        if (parts.Directory.TryFind(allocation.WorkerId, out var known))
        {
            if (known.Allocation?.Node != allocation.Node)
            {
                stopper.Stop(allocation);
            }
        }
        else if (parts.Directory.TryFindEnded(allocation.WorkerId, out _))
        {
            stopper.Stop(allocation);
        }
        else
        {
            log.FoundLate(allocation.WorkerId, allocation.Node);
            TakeOver(allocation, _claims.GetValueOrDefault(allocation.WorkerId));
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
