using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Polydev.Drivers;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Fake;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Process;
using Polydev.Egress;
using Polydev.Egress.Upstream;

namespace Polydev.Node;

/// <summary>A node in the program it is composed into: a driver that makes workers, a gateway that lets them out, and a description of the machine.</summary>
public static class NodeRegistration
{
    /// <summary>Adds the node. Hosted services start in order: add it after what makes the egress key and before what starts workers, which prewarm at the gateway.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">How; checked here and now.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message says all that is.</exception>
    public static IServiceCollection AddNode(this IServiceCollection services, NodeOptions options)
    {
        services.AddDriver(options);
        options.Egress.SocketPath = options.Sockets.EgressSocket;
        services.AddSingleton<RecentProbe>();
        services.AddSingleton<INodes, LocalNode>();
        return options.EgressCommand.Count > 0 ? services.AddHostedService<EgressProcess>() : services.AddGateway(options);
    }

    /// <summary>Adds the driver alone, for a node whose controller is elsewhere.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">How; checked here and now.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message says all that is.</exception>
    public static IServiceCollection AddDriver(this IServiceCollection services, NodeOptions options)
    {
        var problems = options.Problems().ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        }

        options.Process.Node = options.Name;
        options.Docker.Node = options.Name;
        options.Fake.Node = options.Name;
        options.Process.SocketDirectory = options.Sockets.Path;
        options.Docker.SocketDirectory = options.Sockets.Path;
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        return services.AddSingleton(p => Driver(options, p));
    }

    private static IServiceCollection AddGateway(this IServiceCollection services, NodeOptions options)
    {
        services.TryAddSingleton<IUpstreamConnector>(p => new DirectConnector(p.GetRequiredService<TimeProvider>(), options.Egress.ConnectTimeout));
        services.AddSingleton(p => Gateway(options, p));
        return services.AddHostedService<EgressHost>();
    }

    private static IWorkerDriver Driver(NodeOptions options, IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return options.Driver switch
        {
            "fake" => new FakeDriver(options.Fake, time),
            NomadDriver.DriverName => new NomadDriver(options.Nomad, time, provider.GetRequiredService<ILogger<NomadDriver>>()),
            DockerDriver.DriverName => new DockerDriver(options.Docker, time, provider.GetRequiredService<ILogger<DockerDriver>>()),
            _ => new ProcessDriver(options.Process, time, provider.GetRequiredService<ILogger<ProcessDriver>>()),
        };
    }

    private static EgressGateway Gateway(NodeOptions options, IServiceProvider provider)
    {
        options.Egress.TokenKey = options.EgressKey(provider);
        return new EgressGateway(
            options.Egress,
            provider.GetRequiredService<IUpstreamConnector>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<ILogger<EgressGateway>>());
    }
}
