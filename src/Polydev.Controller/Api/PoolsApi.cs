using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Pools;

namespace Polydev.Controller.Api;

/// <summary>The routes of <c>/v1/pools</c>: what the pools hold, and their sizing at run time.</summary>
internal static class PoolsApi
{
    /// <summary>Maps them.</summary>
    public static void MapPools(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/pools").WithTags("Pools").RequireAdmin();
        group.MapGet("", List)
            .WithName("listPools").WithSummary("List pools")
            .Produces<PoolListResponse>().ProducesProblem(StatusCodes.Status403Forbidden);
        group.MapGet("/{name}", Read)
            .WithName("getPool").WithSummary("Read a pool")
            .Produces<PoolResponse>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("/{name}", (Delegate)ResizeAsync)
            .WithName("putPool").WithSummary("Change a pool's sizing; what is not named stays, and restarts keep it")
            .Accepts<PoolSizing>("application/json").Produces<PoolResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult List(PoolSet pools) =>
        Results.Json(new PoolListResponse { Pools = [.. pools.All.Select(PoolResponse.Of)] }, ResourcesJson.Default.PoolListResponse);

    private static IResult Read(PoolSet pools, string name) =>
        pools.TryFind(name, out var pool) ? Results.Json(PoolResponse.Of(pool), ResourcesJson.Default.PoolResponse) : NotFound(name);

    private static async Task<IResult> ResizeAsync(HttpContext context, PoolSet pools, PoolMemory memory, string name, CancellationToken cancellationToken)
    {
        if (!pools.TryFind(name, out var pool))
        {
            return NotFound(name);
        }

        var (sizing, problem) = await JsonBody.ReadAsync(context, ResourcesJson.Default.PoolSizing, cancellationToken);
        if (sizing is null)
        {
            return problem!.ToResult();
        }

        var options = sizing.ApplyTo(pool.Options);
        if (PoolSizingCheck.Check(options) is { Count: > 0 } errors)
        {
            return (Problem.Invalid("invalid_request", "The sizing cannot be: see errors.") with { Errors = errors }).ToResult();
        }

        memory.Keep(name, sizing.Over(memory.SizingOf(name)));
        pool.Options = options;
        return Results.Json(PoolResponse.Of(pool), ResourcesJson.Default.PoolResponse);
    }

    private static IResult NotFound(string name) =>
        new Problem(StatusCodes.Status404NotFound, "pool_not_found", $"There is no pool '{name}'.").ToResult();
}
