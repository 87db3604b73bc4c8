using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Cluster;
using Polydev.Controller.Pools;
using Polydev.Controller.Tenants;
using Polydev.Controller.Workers;
using Polydev.Drivers;

namespace Polydev.Controller.Api;

/// <summary>The route of <c>/v1/nodes</c>: the hosts, what they are, and the walls around their workers.</summary>
internal static class NodesApi
{
    /// <summary>Maps it.</summary>
    public static void MapNodes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/nodes", (Delegate)ListAsync)
            .WithName("listNodes").WithTags("Nodes").WithSummary("List hosts and the isolation in force on each")
            .Produces<NodeListResponse>().ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<IResult> ListAsync(HttpContext context, IWorkerDriver driver, NodeProbe probe, Machine machine, WorkerDirectory directory, PoolSet pools)
    {
        if (!context.Caller().IsAdmin)
        {
            return Refusals.AdminRequired.ToResult();
        }

        var said = await probe.AskAsync(context.RequestAborted);
        var byState = directory.Live.GroupBy(w => w.State).ToDictionary(g => WorkerMetrics.NameOf(g.Key), g => g.Count(), StringComparer.Ordinal);
        var resting = pools.All.Any(pool => pool.Starts.RestsFor > TimeSpan.Zero);
        var node = new NodeResponse
        {
            Id = Environment.MachineName,
            State = !said.Usable ? "unusable" : resting ? "resting" : "ready",
            Message = said.Message,
            Os = RuntimeInformation.OSDescription,
            Driver = driver.Name,
            Cpus = machine.Cpus,
            MemoryBytes = machine.MemoryBytes,
            Isolation = said.Isolation,
            Workers = byState.Values.Sum(),
            WorkersByState = byState,
            StartFailures = pools.All.Sum(pool => pool.Starts.Failures),
            LastStartFailure = pools.All.Select(pool => pool.Starts.LastFailure).FirstOrDefault(why => why is not null),
        };
        return Results.Json(new NodeListResponse { Nodes = [node] }, ResourcesJson.Default.NodeListResponse);
    }
}
