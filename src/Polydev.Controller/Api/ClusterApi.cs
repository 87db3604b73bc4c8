using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Checks;
using Polydev.Controller.Cluster.Health;
using Polydev.Controller.Pools;
using Polydev.Drivers;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Controller.Api;

/// <summary>The routes of <c>/v1/cluster</c>: how the Nomad cluster is, what is wrong with it, and a check that tries it.</summary>
internal static class ClusterApi
{
    private const string DefaultPool = "default";

    /// <summary>Maps them.</summary>
    public static void MapCluster(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/cluster").WithTags("Cluster").RequireAdmin().RequireCluster();
        group.MapGet("", (Delegate)ReadAsync)
            .WithName("getCluster").WithSummary("Read the cluster: servers, nodes, capacity, counts, and what is wrong with what to do")
            .Produces<ClusterReport>().ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapPost("/check", Check)
            .WithName("checkCluster").WithSummary("Try the cluster: agent, leader, node, driver, metrics, rights, image, a job, and the workers' job")
            .WithDescription("Runs short jobs and removes them. Accept: text/event-stream gives each finding as it comes; else the answer has all of them.")
            .Produces<CheckListResponse>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ReadAsync(ClusterReader reader, ClusterLine line, PoolSet pools, IWorkerDriver driver, CancellationToken cancellationToken) => Results.Json(
        await reader.ReadAsync(new ClusterQuestion(Sizes(pools, line.Target), driver.Name == NomadDriver.DriverName), cancellationToken), ClusterJson.Default.ClusterReport);

    private static CheckResponse Check(HttpContext context, ClusterLine line, PoolSet pools, CancellationToken cancellationToken)
    {
        var size = Sizes(pools, line.Target).First(s => s.Pool == DefaultPool);
        var results = new ClusterChecklist(line, size).RunAsync(cancellationToken);
        return new CheckResponse(results, context.Request.Headers.Accept.ToString().Contains(CheckResponse.Events, StringComparison.OrdinalIgnoreCase));
    }

    private static IReadOnlyList<WorkerSize> Sizes(PoolSet pools, ClusterTarget target) =>
        [.. pools.All.Select(pool => new WorkerSize(pool.Name, WarmPoolJob.MhzOf(pool.Options.WorkerCpus, target.MhzPerCore), WarmPoolJob.MegabytesOf(pool.Options.WorkerMemoryBytes)))];
}
