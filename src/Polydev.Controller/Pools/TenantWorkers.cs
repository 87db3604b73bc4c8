using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>The claimed workers of each tenant that may be shared. Guarded by its pool's lock.</summary>
internal sealed class TenantWorkers
{
    private readonly Dictionary<string, List<LiveWorker>> _byTenant = new(StringComparer.Ordinal);

    /// <summary>Adds a worker to its tenant's.</summary>
    public void Add(LiveWorker worker)
    {
        if (!_byTenant.TryGetValue(worker.Tenant!, out var workers))
        {
            _byTenant.Add(worker.Tenant!, workers = []);
        }

        workers.Add(worker);
    }

    /// <summary>Takes a worker out.</summary>
    public void Remove(LiveWorker worker)
    {
        if (worker.Tenant is { } tenant && _byTenant.TryGetValue(tenant, out var workers) && workers.Remove(worker) && workers.Count == 0)
        {
            _byTenant.Remove(tenant);
        }
    }

    /// <summary>
    /// The tenant's fullest worker that still has room; null when there is none. The fullest, not the emptiest: executions wait for the
    /// provider and hardly load a worker, so what costs is the number of workers. Packed, the last ones run empty and their memory comes
    /// back, and the open provider connections are used again; the limit per worker bounds what one crash can take along.
    /// </summary>
    public LiveWorker? WithRoom(string tenant, int limit)
    {
        if (!_byTenant.TryGetValue(tenant, out var workers))
        {
            return null;
        }

        LiveWorker? fullest = null;
        foreach (var worker in workers)
        {
            if (worker.InUse < limit && (fullest is null || worker.InUse > fullest.InUse) && worker is { State: WorkerState.Claimed, Link: not null })
            {
                fullest = worker;
            }
        }

        return fullest;
    }
}
