using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Telemetry;
using Polydev.Drivers;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Remote;

namespace Polydev.Controller.Cluster;

/// <summary>Workers on the nodes that join this controller, in the place of workers on this machine.</summary>
public static class NodesRegistration
{
    /// <summary>File in the data directory that remembers the nodes and their drains.</summary>
    public const string StateFile = "nodes.json";

    /// <summary>Adds the driver of nodes and what goes with it, in the place of a node of this process.</summary>
    public static IServiceCollection AddJoinedNodes(this IServiceCollection services, RemoteDriverOptions options)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(sp => new RemoteDriver(
            options, sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<IMeterFactory>(), sp.GetRequiredService<ILogger<RemoteDriver>>()));
        services.AddSingleton<IWorkerDriver>(sp => sp.GetRequiredService<RemoteDriver>());
        services.AddSingleton<INodes>(sp => sp.GetRequiredService<RemoteDriver>());
        services.AddSingleton<INodeDrains>(sp => sp.GetRequiredService<RemoteDriver>());
        services.AddSingleton<IHosts, JoinedNodes>();
        services.AddSingleton<INodeControl, NodeControl>();
        services.AddSingleton<IReadinessCheck, NodesReadiness>();
        return services;
    }
}
