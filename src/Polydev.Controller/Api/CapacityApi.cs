using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Polydev.Controller.Cluster;
using Polydev.Controller.Pools;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary>The route of <c>/v1/capacity</c>: how many workers this machine holds, or all nodes together.</summary>
internal static class CapacityApi
{
    /// <summary>Maps it.</summary>
    public static void MapCapacity(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/capacity", Read)
            .WithName("getCapacity").WithTags("Nodes").WithSummary("How many workers fit, by memory and by CPU, and which binds")
            .Produces<CapacityResponse>().ProducesProblem(StatusCodes.Status403Forbidden);

    private static IResult Read(HttpContext context, PoolSet pools, IHosts hosts)
    {
        if (!context.Caller().IsAdmin)
        {
            return Refusals.AdminRequired.ToResult();
        }

        var usable = hosts.Usable;
        var response = new CapacityResponse
        {
            MemoryBytes = usable.Sum(host => host.Machine.MemoryBytes),
            Cpus = usable.Sum(host => host.Machine.Cpus),
            Nodes = [.. usable.Where(host => host.Name is not null).Select(host => Describe(host, pools))],
            Pools = [.. pools.All.Select(pool => Describe(pool, usable))],
        };
        return Results.Json(response, ResourcesJson.Default.CapacityResponse);
    }

    private static NodeCapacity Describe(Host host, PoolSet pools) => new()
    {
        Id = host.Name!,
        MemoryBytes = host.Machine.MemoryBytes,
        Cpus = host.Machine.Cpus,
        ReserveBytes = host.ReserveBytes ?? 0,
        WorkersByPool = pools.All.ToDictionary(pool => pool.Name, pool => Plan(host, pool.Options).Workers, StringComparer.Ordinal),
    };

    private static PoolCapacity Describe(Pool pool, IReadOnlyList<Host> hosts)
    {
        var options = pool.Options;
        return new PoolCapacity
        {
            Pool = pool.Name,
            ReserveBytes = hosts.Sum(host => host.ReserveBytes ?? options.ReserveMemoryBytes),
            LiveWorkers = pool.View().Live,
            Overcommit = options.Overcommit,
            Limited = Fit(hosts.Select(host => Plan(host, options)), options.WorkerMemoryBytes, options.WorkerCpus),
            Measured = Fit(
                hosts.Select(host => CapacityPlan.Compute(host.Machine.MemoryBytes, host.Machine.Cpus, host.ReserveBytes ?? options.ReserveMemoryBytes, CapacityPlan.MeasuredWorkerBytes, options.WorkerCpus)),
                CapacityPlan.MeasuredWorkerBytes,
                options.WorkerCpus),
        };
    }

    private static CapacityPlan Plan(Host host, PoolOptions options)
    {
        var reserve = host.ReserveBytes ?? options.ReserveMemoryBytes;
        var promised = Admission.Promised(host.Machine, options, reserve);
        return CapacityPlan.Compute(promised.MemoryBytes, promised.Cpus, reserve, options.WorkerMemoryBytes, options.WorkerCpus);
    }

    /// <summary>The plans of all hosts as one: a worker fits on one of them, so what is left over on each is not added up.</summary>
    private static CapacityFit Fit(IEnumerable<CapacityPlan> plans, long workerMemory, double workerCpu)
    {
        var all = plans.ToList();
        var byMemory = all.Sum(plan => plan.ByMemory);
        long? byCpu = workerCpu > 0 ? all.Sum(plan => plan.ByCpu ?? 0) : null;
        return new CapacityFit
        {
            WorkerMemoryBytes = workerMemory,
            WorkerCpus = workerCpu,
            ByMemory = byMemory,
            ByMemoryInDecimalUnits = all.Sum(plan => plan.ByMemoryInDecimalUnits),
            ByCpu = byCpu,
            Workers = all.Sum(plan => plan.Workers),
            Binds = byCpu < byMemory ? "cpu" : "memory",
        };
    }
}
