using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad;

/// <summary>Waits until the cluster has found a node for a dispatched worker, or says why it has not.</summary>
internal sealed class WorkerPlacement(NomadClient cluster)
{
    // A look at the evaluation is due when no allocation came so fast; one that comes is told at once.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the first allocation of a job.</summary>
    /// <param name="job">The dispatched job.</param>
    /// <param name="evaluation">The evaluation that places it; null when it is not known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The allocation, or why there is none.</returns>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<(NomadAllocation? Allocation, ClusterFault? Fault)> FirstAsync(string job, string? evaluation, CancellationToken cancellationToken)
    {
        NomadQuery? query = null;
        while (true)
        {
            var answer = await cluster.Jobs.AllocationsAsync(job, query, cancellationToken);
            if (FirstOf(answer.Value) is { } first)
            {
                return (first, null);
            }

            if (await RefusalAsync(job, evaluation, cancellationToken) is { } fault)
            {
                return (null, fault);
            }

            query = new NomadQuery { Index = Math.Max(1, answer.Index), Wait = s_wait };
        }
    }

    /// <summary>Waits until an allocation runs or is over.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task SettleAsync(string allocation, CancellationToken cancellationToken)
    {
        await foreach (var answer in BlockingQuery.FollowAsync((q, t) => cluster.Allocations.GetAsync(allocation, q, t), s_wait * 10, cancellationToken))
        {
            if (answer.Value.ClientStatus is not "pending")
            {
                return;
            }
        }
    }

    /// <summary>Waits until an allocation is over.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task EndAsync(string allocation, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var answer in BlockingQuery.FollowAsync((q, t) => cluster.Allocations.GetAsync(allocation, q, t), s_wait * 10, cancellationToken))
            {
                if (PlacementEnd.IsOver(answer.Value))
                {
                    return;
                }
            }
        }
        catch (NomadException e) when (e.Error == NomadError.NotFound)
        {
            // Collected: it was over before.
        }
    }

    /// <summary>The first allocation of a job: the one that is its worker.</summary>
    public static NomadAllocation? FirstOf(IEnumerable<NomadAllocation> allocations) => allocations.OrderBy(a => a.CreateIndex).ThenBy(a => a.CreateTime).FirstOrDefault();

    private async Task<ClusterFault?> RefusalAsync(string job, string? evaluation, CancellationToken cancellationToken)
    {
        var id = evaluation ?? (await cluster.Jobs.EvaluationsAsync(job, null, cancellationToken)).Value.OrderBy(e => e.CreateIndex).FirstOrDefault()?.ID;
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }

        var said = (await cluster.Evaluations.GetAsync(id, null, cancellationToken)).Value;
        return said switch
        {
            { FailedTGAllocs: { Count: > 0 } failed } => ClusterFault.OfPlacement(failed.Values.First()),
            { Status: "failed" or "canceled" } => new ClusterFault(DriverError.Unavailable, $"Nomad gave the placement up: {said.StatusDescription}"),
            _ => null,
        };
    }
}
