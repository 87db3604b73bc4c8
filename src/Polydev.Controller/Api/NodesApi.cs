using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Pools;
using Polydev.Controller.Tenants;
using Polydev.Controller.Workers;
using Polydev.Drivers.Machines;

namespace Polydev.Controller.Api;

/// <summary>The route of <c>/v1/nodes</c>: the hosts, what they are, and the walls around their workers.</summary>
internal static class NodesApi
{
    /// <summary>Maps it.</summary>
    public static void MapNodes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/nodes", (Delegate)ListAsync)
            .WithName("listNodes").WithTags("Nodes").WithSummary("List hosts and the isolation in force on each")
            .Produces<NodeListResponse>().ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<IResult> ListAsync(HttpContext context, INodes nodes, WorkerDirectory directory, PoolSet pools)
    {
        if (!context.Caller().IsAdmin)
        {
            return Refusals.AdminRequired.ToResult();
        }

        var hosts = await nodes.ListAsync(context.RequestAborted);
        var known = hosts.Select(host => host.Id).ToHashSet(StringComparer.Ordinal);

        // A worker that is not placed yet, or on a host that has left, counts at the first, so that none is missing.
        var first = hosts.Count > 0 ? hosts[0].Id : "";
        var workers = directory.Live.ToLookup(worker => worker.Allocation is { Node: var node } && known.Contains(node) ? node : first, StringComparer.Ordinal);
        return Results.Json(
            new NodeListResponse { Nodes = [.. hosts.Select(host => Describe(host, workers[host.Id], pools))] }, ResourcesJson.Default.NodeListResponse);
    }

    private static NodeResponse Describe(NodeDescription host, IEnumerable<LiveWorker> workers, PoolSet pools)
    {
        var byState = workers.GroupBy(worker => worker.State).ToDictionary(g => WorkerMetrics.NameOf(g.Key), g => g.Count(), StringComparer.Ordinal);
        var resting = pools.All.Any(pool => pool.Starts.RestsFor > TimeSpan.Zero);
        return new NodeResponse
        {
            Id = host.Id,
            State = host.State == "ready" && resting ? "resting" : host.State,
            Message = host.Message,
            Os = host.Os,
            Driver = host.Driver,
            Cpus = host.Cpus,
            MemoryBytes = host.MemoryBytes,
            Isolation = host.Isolation,
            Workers = byState.Values.Sum(),
            WorkersByState = byState,
            StartFailures = pools.All.Sum(pool => pool.Starts.Failures),
            LastStartFailure = pools.All.Select(pool => pool.Starts.LastFailure).FirstOrDefault(why => why is not null),
        };
    }
}
