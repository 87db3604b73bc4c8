using Polydev.Controller.Workers;

namespace Polydev.Controller.Pools;

/// <summary>A pool at one instant, in numbers.</summary>
internal sealed record PoolView
{
    /// <summary>Workers asked of the driver that could not be claimed yet.</summary>
    public int Starting { get; init; }

    /// <summary>Warm workers that can be claimed now.</summary>
    public int Ready { get; init; }

    /// <summary>Warm workers whose link is broken for the moment.</summary>
    public int Away { get; init; }

    /// <summary>Workers that belong to a tenant.</summary>
    public int Claimed { get; init; }

    /// <summary>Claimed workers with nothing to do.</summary>
    public int ClaimedIdle { get; init; }

    /// <summary>Workers that finish what they run.</summary>
    public int Draining { get; init; }

    /// <summary>Executions that have a place.</summary>
    public int InUse { get; init; }

    /// <summary>Claims that wait.</summary>
    public int Waiting { get; init; }

    /// <summary>Workers it takes to serve the claims that wait.</summary>
    public int WorkersWanted { get; init; }

    /// <summary>Why the pool cannot grow; null when it can.</summary>
    public string? Blocked { get; init; }

    /// <summary>All live workers.</summary>
    public int Live => Starting + Ready + Away + Claimed + Draining;

    /// <summary>Counts.</summary>
    public static PoolView Of(IReadOnlyCollection<LiveWorker> all, int ready, IEnumerable<ClaimRequest> waiting, int executionsPerWorker, string? blocked)
    {
        var byState = new int[Enum.GetValues<WorkerState>().Length];
        int idle = 0, inUse = 0, arriving = 0;
        foreach (var worker in all)
        {
            byState[(int)worker.State]++;
            inUse += worker.InUse;
            idle += worker is { State: WorkerState.Claimed, InUse: 0 } ? 1 : 0;

            // It said hello and is put up for claims next: taken for away, it would be replaced.
            arriving += worker is { State: WorkerState.Warm, WarmAt: null } ? 1 : 0;
        }

        var requests = waiting.ToList();
        return new PoolView
        {
            Starting = byState[(int)WorkerState.Starting] + arriving,
            Ready = ready,
            Away = Math.Max(0, byState[(int)WorkerState.Warm] - ready - arriving),
            Claimed = byState[(int)WorkerState.Claimed],
            ClaimedIdle = idle,
            Draining = byState[(int)WorkerState.Draining],
            InUse = inUse,
            Waiting = requests.Count,
            WorkersWanted = Wanted(requests, executionsPerWorker),
            Blocked = blocked,
        };
    }

    private static int Wanted(List<ClaimRequest> requests, int executionsPerWorker) =>
        requests.Count(r => r.Isolation == Isolation.Execution)
        + requests.Where(r => r.Isolation == Isolation.Tenant)
            .GroupBy(r => r.Tenant, StringComparer.Ordinal)
            .Sum(tenant => (tenant.Count() + executionsPerWorker - 1) / executionsPerWorker);
}
