using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Cluster;
using Polydev.Controller.Pools;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary>The route of <c>/v1/capacity</c>: how many workers this machine holds.</summary>
internal static class CapacityApi
{
    /// <summary>Maps it.</summary>
    public static void MapCapacity(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/capacity", Read)
            .WithName("getCapacity").WithTags("Nodes").WithSummary("How many workers fit, by memory and by CPU, and which binds")
            .Produces<CapacityResponse>().ProducesProblem(StatusCodes.Status403Forbidden);

    private static IResult Read(HttpContext context, PoolSet pools, Machine machine)
    {
        if (!context.Caller().IsAdmin)
        {
            return Refusals.AdminRequired.ToResult();
        }

        var response = new CapacityResponse
        {
            MemoryBytes = machine.MemoryBytes,
            Cpus = machine.Cpus,
            Pools = [.. pools.All.Select(pool => Describe(pool, machine))],
        };
        return Results.Json(response, ResourcesJson.Default.CapacityResponse);
    }

    private static PoolCapacity Describe(Pool pool, Machine machine)
    {
        var options = pool.Options;
        return new PoolCapacity
        {
            Pool = pool.Name,
            ReserveBytes = options.ReserveMemoryBytes,
            LiveWorkers = pool.View().Live,
            Overcommit = options.Overcommit,
            Limited = Fit(Admission.Promised(machine, options), options.ReserveMemoryBytes, options.WorkerMemoryBytes, options.WorkerCpus),
            Measured = Fit(machine, options.ReserveMemoryBytes, CapacityPlan.MeasuredWorkerBytes, options.WorkerCpus),
        };
    }

    private static CapacityFit Fit(Machine machine, long reserve, long workerMemory, double workerCpu)
    {
        var plan = CapacityPlan.Compute(machine.MemoryBytes, machine.Cpus, reserve, workerMemory, workerCpu);
        return new CapacityFit
        {
            WorkerMemoryBytes = workerMemory,
            WorkerCpus = workerCpu,
            ByMemory = plan.ByMemory,
            ByMemoryInDecimalUnits = plan.ByMemoryInDecimalUnits,
            ByCpu = plan.ByCpu,
            Workers = plan.Workers,
            Binds = plan.Binds,
        };
    }
}
