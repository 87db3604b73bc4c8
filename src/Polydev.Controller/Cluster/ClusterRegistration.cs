using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polydev.Controller.Cluster.Drains;
using Polydev.Controller.Cluster.Health;
using Polydev.Controller.Cluster.Jobs;

namespace Polydev.Controller.Cluster;

/// <summary>The hosts that workers are placed on, and the Nomad cluster where there is one: a <see cref="ClusterTarget"/> among the services says which.</summary>
internal static class ClusterRegistration
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddCluster(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => Machine.Measure());
        services.TryAddSingleton<IHosts, OneHost>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(sp => new ClusterLine(sp.GetService<ClusterTarget>(), sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<JobRegister>();
        services.AddSingleton<JobDirectory>();
        services.AddSingleton<JobOutput>();
        services.AddSingleton<ClusterReader>();
        services.AddSingleton<ClusterDrains>();
        services.AddHostedService(sp => sp.GetRequiredService<ClusterDrains>());
        return services;
    }
}
