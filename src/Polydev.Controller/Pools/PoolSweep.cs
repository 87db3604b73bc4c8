using Polydev.Controller.Cluster;
using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>One round over a pool's workers: ends those that never came, idle too long, are too old, or are on a host that drains.</summary>
internal sealed class PoolSweep(WorkerDirectory directory, IHosts hosts, TimeProvider clock)
{
    /// <summary>Ends what must end.</summary>
    public void Run(Pool pool)
    {
        var options = pool.Options;
        var renewals = options.MostParallelStarts;
        foreach (var worker in pool.Workers)
        {
            if (worker.Allocation is { Node: var node } && hosts.DrainsUntil(node) is { } until)
            {
                Drain(pool, worker, node, until);
                continue;
            }

            var age = clock.GetElapsedTime(worker.Started);
            switch (worker.State)
            {
                case WorkerState.Starting when worker.Nonce is not null && age > options.StartTimeout:
                    directory.End(worker, WorkerEnd.NeverWarm, $"it did not say hello within {options.StartTimeout.TotalSeconds:0} s");
                    break;
                case WorkerState.Warm when age > options.MaxAge && renewals > 0:
                    // Workers of one burst are of one age; ended together they would leave an empty pool.
                    renewals -= pool.Retire(worker, WorkerEnd.Old, "it is past its age") ? 1 : 0;
                    break;
                case WorkerState.Claimed when age > options.MaxAge:
                    pool.Drain(worker, WorkerEnd.Old, "it is past its age");
                    break;
                case WorkerState.Claimed when worker.InUse == 0 && clock.GetElapsedTime(worker.IdleSince) > options.IdleTtl:
                    pool.Retire(worker, WorkerEnd.Idle, "its tenant had nothing for it");
                    break;
                case WorkerState.Draining when age > options.MaxAge + PoolParts.LongestExecution:
                    directory.End(worker, WorkerEnd.Old, "it did not finish");
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>What runs nothing ends at once; what runs something ends with that, or at the deadline.</summary>
    private void Drain(Pool pool, LiveWorker worker, string node, DateTimeOffset until)
    {
        if (clock.GetUtcNow() >= until)
        {
            directory.End(worker, WorkerEnd.Drained, $"node {node} drained");
        }
        else if (worker.State != WorkerState.Draining)
        {
            pool.Drain(worker, WorkerEnd.Drained, $"node {node} drains");
        }
    }

    /// <summary>Ends ready workers that are too many, the oldest first, so that the pool stays young.</summary>
    public static void Reap(Pool pool, int count)
    {
        foreach (var worker in pool.Workers.Where(w => w.State == WorkerState.Warm).OrderBy(w => w.Started).Take(count))
        {
            pool.Retire(worker, WorkerEnd.Surplus, "more workers are warm than wanted");
        }
    }

    /// <summary>Ends claimed workers that have nothing to do, the longest idle first, because others wait.</summary>
    public static void Evict(Pool pool, int count)
    {
        foreach (var worker in pool.Workers.Where(w => w is { State: WorkerState.Claimed, InUse: 0 }).OrderBy(w => w.IdleSince).Take(count))
        {
            pool.Retire(worker, WorkerEnd.Idle, "others wait for its place");
        }
    }
}
