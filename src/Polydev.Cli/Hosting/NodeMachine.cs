using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Polydev.Cli.Surroundings;
using Polydev.Controller;
using Polydev.Drivers;
using Polydev.Drivers.Remote;
using Polydev.Node;
using Polydev.Node.Cluster;

namespace Polydev.Cli.Hosting;

/// <summary>A node in this process, whose controller is elsewhere: a driver that makes workers, a gateway that lets them out, and the wire to the controller.</summary>
internal static class NodeMachine
{
    private static readonly TimeSpan s_putOut = TimeSpan.FromSeconds(20);

    /// <summary>Runs it until the token is cancelled.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="shell">The process around it.</param>
    /// <param name="ready">Called once with the node's name, when the controller has let it in.</param>
    /// <param name="cancellationToken">Has it end.</param>
    /// <exception cref="CommandFailure">It cannot start; the message says what to do.</exception>
    /// <exception cref="NodeEndedException">It cannot go on; the message says what to do.</exception>
    public static async Task RunAsync(NodeMachineOptions options, Shell shell, Action<string> ready, CancellationToken cancellationToken)
    {
        Scheduling.WaitForTurns();
        SocketThreads.ContinueInline();
        LocalParts.MakeDataDirectory(options.DataDirectory);
        var node = await NodeOfAsync(options, shell, cancellationToken);
        await using var figures = options.Metrics is { } at ? await NodeFiguresServer.StartAsync(at, cancellationToken) : null;
        await using var services = Services(node);
        var meters = services.GetRequiredService<IMeterFactory>();
        var gateway = new NodeGateway(node, TimeProvider.System, meters, services.GetRequiredService<ILogger<NodeGateway>>());
        await using var server = new DriverServer(
            services.GetRequiredService<IWorkerDriver>(), OfferOf(options, gateway), TimeProvider.System, meters, services.GetRequiredService<ILogger<DriverServer>>());
        var saidOnce = false;
        var cluster = new ClusterNode(
            new ClusterNodeOptions { Controllers = options.Controllers, DataDirectory = options.DataDirectory, Name = options.Name, Token = options.Token, Node = node },
            new NodeWork(gateway.SetUpAsync, server.ServeAsync)
            {
                Drain = () => server.DrainAsync(options.DrainPatience, CancellationToken.None),
                PutOut = () => PutOutAsync(server, gateway),
            },
            TimeProvider.System,
            meters,
            services.GetRequiredService<ILoggerFactory>());
        try
        {
            await cluster.RunAsync(name => SayOnce(ready, name, ref saidOnce), cancellationToken);
        }
        finally
        {
            // Workers that are left go on through it, and find it again at the next start; else it ends by itself.
            if (server.Workers == 0)
            {
                await gateway.StopAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Ends all that runs here. What cannot be ended in time ends by itself, as its link is not let in any more.</summary>
    private static async Task PutOutAsync(DriverServer server, NodeGateway gateway)
    {
        using var patience = new CancellationTokenSource(s_putOut);
        await server.EndAllAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await gateway.PutOutAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void SayOnce(Action<string> ready, string name, ref bool said)
    {
        if (!said)
        {
            said = true;
            ready(name);
        }
    }

    private static NodeOffer OfferOf(NodeMachineOptions options, NodeGateway gateway) => new()
    {
        Version = ProductVersion.Text,
        Os = RuntimeInformation.OSDescription,
        ReserveMemoryBytes = options.ReserveMemoryBytes,
        Obstacle = () => gateway.Obstacle,
    };

    private static async Task<NodeOptions> NodeOfAsync(NodeMachineOptions options, Shell shell, CancellationToken cancellationToken)
    {
        var sockets = SocketDirectory.Prepare(options.DataDirectory);
        var docker = LocalParts.DockerOf(options.DataDirectory, options.Image, options.Runtime, sockets, shell);
        var choice = await DriverChoice.MakeAsync(options.Driver, docker, shell.Variable(LocalParts.DockerHost), cancellationToken);
        var node = new NodeOptions
        {
            Name = options.Name,
            Driver = choice.Driver,
            Sockets = sockets,
            EgressKey = static _ => throw new InvalidOperationException("the key comes from the controller"),
            EgressCommand = [.. OwnProgram.Command, EgressDaemon.Verb],
            Process = { StateDirectory = Path.Combine(options.DataDirectory, "workers"), WorkerPath = LocalParts.WorkerFor(choice) },
            Docker = docker,
        };
        node.Process.CaFile = node.Docker.CaFile = LocalParts.AuthoritiesOf(sockets, shell);
        return node;
    }

    private static ServiceProvider Services(NodeOptions node) => new ServiceCollection()
        .AddLogging(log => log
            .SetMinimumLevel(LogLevel.Information)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss.fff ";
                console.UseUtcTimestamp = true;
            })
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace))
        .AddDriver(node)
        .BuildServiceProvider();
}
