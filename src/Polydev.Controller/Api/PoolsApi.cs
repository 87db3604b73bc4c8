using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Pools;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary>The routes of <c>/v1/pools</c>: what the pools hold, and their sizing at run time.</summary>
internal static class PoolsApi
{
    private const int MaxSizingBytes = 64 * 1024;

    /// <summary>Maps them.</summary>
    public static void MapPools(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/pools", List)
            .WithName("listPools").WithTags("Pools").WithSummary("List pools")
            .Produces<PoolListResponse>().ProducesProblem(StatusCodes.Status403Forbidden);
        routes.MapGet("/v1/pools/{name}", Read)
            .WithName("getPool").WithTags("Pools").WithSummary("Read a pool")
            .Produces<PoolResponse>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPut("/v1/pools/{name}", (Delegate)ResizeAsync)
            .WithName("putPool").WithTags("Pools").WithSummary("Change a pool's sizing; what is not named stays, and restarts keep it")
            .Accepts<PoolSizing>("application/json").Produces<PoolResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult List(HttpContext context, PoolSet pools) =>
        context.Caller().IsAdmin
            ? Results.Json(new PoolListResponse { Pools = [.. pools.All.Select(PoolResponse.Of)] }, ResourcesJson.Default.PoolListResponse)
            : Refusals.AdminRequired.ToResult();

    private static IResult Read(HttpContext context, PoolSet pools, string name) =>
        !context.Caller().IsAdmin ? Refusals.AdminRequired.ToResult()
        : pools.TryFind(name, out var pool) ? Results.Json(PoolResponse.Of(pool), ResourcesJson.Default.PoolResponse)
        : NotFound(name);

    private static async Task<IResult> ResizeAsync(HttpContext context, PoolSet pools, PoolMemory memory, string name)
    {
        if (!context.Caller().IsAdmin)
        {
            return Refusals.AdminRequired.ToResult();
        }

        if (!pools.TryFind(name, out var pool))
        {
            return NotFound(name);
        }

        var (sizing, fault) = await ReadSizingAsync(context);
        if (sizing is null)
        {
            return Problem.Invalid("invalid_json", $"The body is no pool sizing: {fault}").ToResult();
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

    private static async Task<(PoolSizing? Sizing, string? Fault)> ReadSizingAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxSizingBytes)
        {
            return (null, "it is too large.");
        }

        try
        {
            return (await JsonSerializer.DeserializeAsync(context.Request.Body, ResourcesJson.Default.PoolSizing, context.RequestAborted), "it is empty.");
        }
        catch (JsonException e)
        {
            return (null, e.Message);
        }
    }

    private static IResult NotFound(string name) =>
        new Problem(StatusCodes.Status404NotFound, "pool_not_found", $"There is no pool '{name}'.").ToResult();
}
