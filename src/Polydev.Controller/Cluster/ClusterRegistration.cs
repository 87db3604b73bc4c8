using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Polydev.Controller.Cluster;

/// <summary>The hosts that workers are placed on.</summary>
internal static class ClusterRegistration
{
    /// <summary>Adds the room.</summary>
    public static IServiceCollection AddCluster(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => Machine.Measure());
        services.TryAddSingleton<IHosts, OneHost>();
        return services;
    }
}
