using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Drivers.Machines;

namespace Polydev.Controller.Api;

/// <summary>The routes of <c>/v1/nodes</c>: the hosts, what they are and hold, the walls around their workers, and taking them out of use.</summary>
internal static class NodesApi
{
    /// <summary>Who drains a node by these routes.</summary>
    internal const string Operator = "operator";

    private const int DefaultDeadlineSeconds = 600;
    private const int LongestDeadlineSeconds = 7 * 24 * 3600;

    /// <summary>Maps them.</summary>
    public static void MapNodes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/nodes").WithTags("Nodes").RequireAdmin();
        group.MapGet("", (Delegate)ListAsync)
            .WithName("listNodes").WithSummary("List hosts and the isolation in force on each")
            .Produces<NodeListResponse>().ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapGet("/{name}", (Delegate)ReadAsync)
            .WithName("getNode").WithSummary("Read a host")
            .Produces<NodeResponse>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{name}/drain", (Delegate)DrainAsync)
            .WithName("drainNode").WithSummary("Take a node out of use: no new workers, idle ones end at once, the others at the deadline")
            .Accepts<DrainNodeRequest>("application/json").Produces<NodeResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("/{name}/undrain", (Delegate)UndrainAsync)
            .WithName("undrainNode").WithSummary("Let a node take workers again")
            .Produces<NodeResponse>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(HttpContext context, INodes nodes, WorkerDirectory directory, PoolSet pools) =>
        Results.Json(new NodeListResponse { Nodes = await AllAsync(context, nodes, directory, pools) }, ResourcesJson.Default.NodeListResponse);

    private static async Task<IResult> ReadAsync(HttpContext context, INodes nodes, WorkerDirectory directory, PoolSet pools, string name) =>
        (await AllAsync(context, nodes, directory, pools)).FirstOrDefault(node => node.Id == name) is { } node
            ? Results.Json(node, ResourcesJson.Default.NodeResponse)
            : NotFound(name);

    private static async Task<IResult> DrainAsync(HttpContext context, INodes nodes, WorkerDirectory directory, PoolSet pools, string name)
    {
        var deadline = DefaultDeadlineSeconds;
        if (context.Request.ContentLength is not 0 and not null)
        {
            var (body, problem) = await JsonBody.ReadAsync(context, ResourcesJson.Default.DrainNodeRequest, context.RequestAborted);
            if (body is null)
            {
                return problem!.ToResult();
            }

            deadline = body.DeadlineSeconds ?? DefaultDeadlineSeconds;
        }

        if (deadline is < 0 or > LongestDeadlineSeconds)
        {
            return Problem.Invalid("invalid_request", $"deadline_seconds must be 0 to {LongestDeadlineSeconds}.").ToResult();
        }

        return nodes is not INodeDrains drains ? OneMachine()
            : drains.Drain(name, Operator, TimeSpan.FromSeconds(deadline)) ? await ReadAsync(context, nodes, directory, pools, name)
            : NotFound(name);
    }

    private static async Task<IResult> UndrainAsync(HttpContext context, INodes nodes, WorkerDirectory directory, PoolSet pools, string name) =>
        nodes is not INodeDrains drains ? OneMachine()
            : drains.Undrain(name, Operator) ? await ReadAsync(context, nodes, directory, pools, name)
            : NotFound(name);

    private static async Task<IReadOnlyList<NodeResponse>> AllAsync(HttpContext context, INodes nodes, WorkerDirectory directory, PoolSet pools)
    {
        var hosts = await nodes.ListAsync(context.RequestAborted);
        var known = hosts.Select(host => host.Id).ToHashSet(StringComparer.Ordinal);

        // A worker that is not placed yet, or on a host that has left, counts at the first, so that none is missing.
        var first = hosts.Count > 0 ? hosts[0].Id : "";
        var workers = directory.Live.ToLookup(worker => worker.Allocation is { Node: var node } && known.Contains(node) ? node : first, StringComparer.Ordinal);
        return [.. hosts.Select(host => NodeResponse.Of(host, workers[host.Id], pools))];
    }

    private static IResult NotFound(string name) => new Problem(StatusCodes.Status404NotFound, "node_not_found", $"There is no node '{name}'.").ToResult();

    private static IResult OneMachine() =>
        Problem.Invalid("no_joined_nodes", "Workers run on the controller's own machine, which cannot be drained: start the controller with --driver nodes to have workers on nodes that join.").ToResult();
}
