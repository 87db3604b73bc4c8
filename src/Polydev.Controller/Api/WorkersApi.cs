using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Pools;
using Polydev.Controller.Tenants;
using Polydev.Controller.Workers;

namespace Polydev.Controller.Api;

/// <summary>The routes of <c>/v1/workers</c>. A tenant sees the workers it has claimed; an admin sees all and may end them.</summary>
internal static class WorkersApi
{
    /// <summary>Maps them.</summary>
    public static void MapWorkers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/workers", List)
            .WithName("listWorkers").WithTags("Workers").WithSummary("List live workers, oldest first")
            .Produces<WorkerListResponse>();
        routes.MapGet("/v1/workers/{id}", Read)
            .WithName("getWorker").WithTags("Workers").WithSummary("Read a worker")
            .Produces<WorkerResponse>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/v1/workers/{id}/drain", Drain)
            .WithName("drainWorker").WithTags("Workers").WithSummary("Let a worker finish what it runs, then end it")
            .Produces<WorkerResponse>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapDelete("/v1/workers/{id}", Kill)
            .WithName("deleteWorker").WithTags("Workers").WithSummary("End a worker at once; what it runs fails, or is tried again elsewhere")
            .Produces<WorkerResponse>().ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult List(HttpContext context, WorkerDirectory directory, string? pool, [AllowedValues("starting", "warm", "claimed", "draining")] string? state)
    {
        var caller = context.Caller();
        var workers = directory.Live
            .Where(w => IsVisible(w, caller) && (pool is null || w.Pool == pool) && (state is null || WorkerMetrics.NameOf(w.State) == state))
            .OrderBy(w => w.Started)
            .Select(WorkerResponse.Of);
        return Results.Json(new WorkerListResponse { Workers = [.. workers] }, ResourcesJson.Default.WorkerListResponse);
    }

    private static IResult Read(HttpContext context, WorkerDirectory directory, string id) =>
        directory.TryFind(id, out var worker) && IsVisible(worker, context.Caller()) ? Show(worker) : Problem.NotFound("worker", id).ToResult();

    private static IResult Drain(HttpContext context, WorkerDirectory directory, PoolSet pools, string id) =>
        ByAdmin(context, directory, id, worker =>
        {
            if (pools.TryFind(worker.Pool, out var pool))
            {
                pool.Drain(worker, WorkerEnd.Removed, "an operator drained it");
            }
        });

    private static IResult Kill(HttpContext context, WorkerDirectory directory, string id) =>
        ByAdmin(context, directory, id, worker => directory.End(worker, WorkerEnd.Removed, "an operator ended it"));

    private static IResult ByAdmin(HttpContext context, WorkerDirectory directory, string id, Action<LiveWorker> act)
    {
        var caller = context.Caller();
        if (!caller.IsAdmin)
        {
            return Refusals.AdminRequired.ToResult();
        }

        if (!directory.TryFind(id, out var worker))
        {
            return Problem.NotFound("worker", id).ToResult();
        }

        act(worker);
        return Show(worker);
    }

    private static IResult Show(LiveWorker worker) => Results.Json(WorkerResponse.Of(worker), ResourcesJson.Default.WorkerResponse);

    private static bool IsVisible(LiveWorker worker, Caller caller) => caller.IsAdmin || worker.Tenant == caller.Tenant.Id;
}
