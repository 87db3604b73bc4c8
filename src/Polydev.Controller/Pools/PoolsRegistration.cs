using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Cluster;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Pools;

/// <summary>The pools of warm workers. Needs <c>AddWorkers</c>, storage and <see cref="ControllerOptions"/> beside it.</summary>
internal static class PoolsRegistration
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddPools(this IServiceCollection services)
    {
        services.AddCluster();
        services.TryAddSingleton<IClaimLedger, JournalLedger>();
        services.AddSingleton<PoolSignal>();
        services.AddSingleton<PoolParts>();
        services.AddSingleton(sp => new PoolMemory(sp.GetRequiredService<DataDirectory>().Root, sp.GetRequiredService<ILogger<PoolMemory>>()));
        services.AddSingleton(sp => new PoolSet(sp.GetRequiredService<ControllerOptions>().Pools, sp.GetRequiredService<PoolParts>(), sp.GetRequiredService<PoolMemory>()));
        services.AddSingleton<IWorkerPools, WorkerPools>();
        services.AddSingleton<WorkerStarter>();
        services.AddSingleton<PoolSweep>();
        services.AddSingleton<PoolRound>();
        services.AddSingleton<PoolRecovery>();
        services.AddSingleton<Telemetry.IReadinessCheck, PoolReadiness>();
        services.AddHostedService<PoolSupervisor>();
        services.AddHostedService<LateRecovery>();
        return services;
    }
}
