using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polydev.Controller.Cluster;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Workers;

/// <summary>The live workers and their links. Needs an <c>IWorkerDriver</c>, an <see cref="IAttemptRecovery"/> and storage beside it.</summary>
internal static class WorkersRegistration
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new WorkerLinkOptions { AwayWindow = provider.GetRequiredService<ControllerOptions>().Nodes.AwayWindow });
        services.TryAddSingleton(sp => LinkKeys.Of(sp.GetRequiredService<DataDirectory>().Root));
        services.AddSingleton<WorkerMetrics>();
        services.AddSingleton<WorkerStopper>();
        services.AddSingleton<WorkerDirectory>();
        services.AddSingleton<LinkJoin>();
        services.AddSingleton<LinkServer>();
        services.AddSingleton<INodeLinks, RelayedLinks>();
        services.AddHostedService<LinkHeartbeat>();
        services.AddHostedService<AllocationWatch>();
        return services;
    }
}
