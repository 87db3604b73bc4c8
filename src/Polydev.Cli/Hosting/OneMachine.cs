using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polydev.Cli.Surroundings;
using Polydev.Controller;
using Polydev.Controller.Cluster;
using Polydev.Controller.Workers;
using Polydev.Drivers;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Remote;
using Polydev.Egress.Policy;
using Polydev.Node;
using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Cli.Hosting;

/// <summary>Controller and node in this process: a worker's link ends in the controller itself, with no hop. Or the controller alone, when workers are on nodes that join.</summary>
internal sealed class OneMachine : IAsyncDisposable
{
    private readonly ControllerHost _controller;

    private OneMachine(ControllerHost controller, DriverChoice driver, DriverProbe probe) => (_controller, Driver, Isolation, Remark) = (controller, driver, probe.Isolation, probe.Message);

    /// <summary>Where the API is.</summary>
    public Uri Address => _controller.Address;

    /// <summary>Where nodes of other hosts dial; null where none are let in.</summary>
    public IPEndPoint? NodeAddress => _controller.NodeAddress;

    /// <summary>The admin key, when this start made it.</summary>
    public string? NewAdminKey => _controller.NewAdminKey;

    /// <summary>How workers come to exist.</summary>
    public DriverChoice Driver { get; }

    /// <summary>The walls around each worker.</summary>
    public WorkerIsolation Isolation { get; }

    /// <summary>What the driver has to say of itself; null for nothing.</summary>
    public string? Remark { get; }

    /// <summary>Completes when the controller has stopped.</summary>
    public Task Stopped => _controller.Stopped;

    /// <summary>Starts it; returns when it serves.</summary>
    /// <exception cref="CommandFailure">It cannot start; the message says what to do.</exception>
    public static async Task<OneMachine> StartAsync(MachineOptions options, Shell shell, CancellationToken cancellationToken)
    {
        Scheduling.WaitForTurns();
        SocketThreads.ContinueInline();
        var environment = OperatorEnvironment.Read(shell.Variable, options);
        LocalParts.MakeDataDirectory(options.DataDirectory);
        var controllerOptions = ControllerOptionsOf(options, environment, shell);
        RequireFreePort(controllerOptions);
        try
        {
            var (choice, host) = options.Driver == RemoteDriver.DriverName
                ? (new DriverChoice(RemoteDriver.DriverName), JoinedHosts(options, controllerOptions))
                : await ThisHostAsync(options, environment, controllerOptions, shell, cancellationToken);
            var controller = await ControllerHost.StartAsync(
                controllerOptions,
                services => host(environment.AddTo(services.Configure<LoggerFilterOptions>(filter => filter.MinLevel = options.LogLevel))),
                cancellationToken);
            var probe = await controller.Services.GetRequiredService<IWorkerDriver>().ProbeAsync(cancellationToken);
            return new OneMachine(controller, choice, probe);
        }
        catch (StartupException exception)
        {
            throw new CommandFailure(exception.Code, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or FormatException or NomadException)
        {
            throw new CommandFailure("start_failed", exception.Message);
        }
    }

    /// <summary>Stops it, and every worker with it.</summary>
    public ValueTask DisposeAsync() => _controller.DisposeAsync();

    private static ControllerOptions ControllerOptionsOf(MachineOptions options, OperatorEnvironment environment, Shell shell)
    {
        var bound = new ControllerOptions { DataDirectory = options.DataDirectory };
        ConfigurationFile.Read(options.DataDirectory, options.ConfigurationFile, bound);
        foreach (var (provider, address) in ProviderAddresses.FromEnvironment(shell.Variable).Concat(options.Providers))
        {
            bound.Providers[provider] = address;
        }

        bound.Port = options.Port ?? bound.Port;
        bound.BindAddress = options.BindAddress ?? bound.BindAddress;
        bound.Nodes.Listen = options.NodeListen ?? bound.Nodes.Listen;
        if (environment.WarmWorkers is { } warm)
        {
            WarmPoolSize.Apply(warm, bound);
        }

        return bound;
    }

    /// <summary>Workers of this host.</summary>
    private static async Task<(DriverChoice Choice, Action<IServiceCollection> Host)> ThisHostAsync(
        MachineOptions options, OperatorEnvironment environment, ControllerOptions controller, Shell shell, CancellationToken cancellationToken)
    {
        if (controller.Nodes.Listen is not null)
        {
            throw CommandFailure.Usage("Nodes can join where workers are theirs alone.", "Start with --driver nodes, or without --node-listen (nodes.listen).");
        }

        var sockets = SocketDirectory.Prepare(options.DataDirectory);
        controller.SocketDirectory = sockets.Path;
        var node = NodeOf(options, environment, controller, sockets, shell);
        var choice = await DriverChoice.MakeAsync(options.Driver, LocalParts.DockerOf(options.DataDirectory, options.Image, options.Runtime, sockets, shell), shell.Variable(LocalParts.DockerHost), cancellationToken);
        node.Driver = choice.Driver;
        node.Process.WorkerPath = LocalParts.WorkerFor(choice);
        return (choice, services => services.AddNode(node));
    }

    /// <summary>Workers of the hosts that join.</summary>
    private static Action<IServiceCollection> JoinedHosts(MachineOptions options, ControllerOptions controller)
    {
        if (controller.Nodes.Listen is null)
        {
            throw CommandFailure.Usage("With --driver nodes it must be said where they dial.", "Give --node-listen ADDRESS:PORT, or nodes.listen in the configuration file.");
        }

        return services => services
            .AddSingleton(new NodeSetup([.. EgressRules(controller).Select(rule => rule.Text)]))
            .AddJoinedNodes(new RemoteDriverOptions { StateFile = Path.Combine(options.DataDirectory, NodesRegistration.StateFile), NodeWindow = controller.Nodes.AwayWindow });
    }

    private static NodeOptions NodeOf(MachineOptions options, OperatorEnvironment environment, ControllerOptions controller, SocketDirectory sockets, Shell shell)
    {
        var node = new NodeOptions
        {
            Sockets = sockets,
            EgressKey = provider => provider.GetRequiredService<LinkKeys>().EgressKey,
            EgressCommand = [.. OwnProgram.Command, EgressDaemon.Verb],
            Process = { StateDirectory = Path.Combine(options.DataDirectory, "workers") },
            Docker = LocalParts.DockerOf(options.DataDirectory, options.Image, options.Runtime, sockets, shell),
            Nomad = environment.Nomad ?? new NomadDriverOptions(),
        };
        foreach (var rule in EgressRules(controller))
        {
            node.Egress.Rules.Add(rule);
        }

        node.Process.CaFile = node.Docker.CaFile = LocalParts.AuthoritiesOf(sockets, shell);
        return node;
    }

    /// <summary>Workers reach the providers and nothing else; a private address only where the operator gave it.</summary>
    private static IEnumerable<EgressRule> EgressRules(ControllerOptions options)
    {
        foreach (var provider in new[] { ProviderNames.OpenAi, ProviderNames.Anthropic, ProviderNames.Google }.Union(options.Providers.Keys, StringComparer.Ordinal))
        {
            var given = options.Providers.GetValueOrDefault(provider);
            var address = given is not null && Uri.TryCreate(given, UriKind.Absolute, out var own) ? own : Wires.DefaultBaseUrl(provider);
            if (address is not null)
            {
                yield return EgressRule.ForBaseUrl(address, allowPrivate: given is not null);
            }
        }
    }

    /// <summary>Tries the port before anything is started for it. Whoever takes it in between is told by the controller.</summary>
    private static void RequireFreePort(ControllerOptions options)
    {
        if (options.Port is < 1 or > IPEndPoint.MaxPort || !IPAddress.TryParse(options.BindAddress, out var address))
        {
            return;
        }

        try
        {
            using var listener = new TcpListener(address, options.Port);
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new CommandFailure(
                "port_in_use", $"Port {options.Port} of {options.BindAddress} is in use.", "Stop what uses it, or choose another with --port; 0 takes a free one.");
        }
        catch (SocketException)
        {
            // Not this user's port, or not this machine's address: the controller says so in its own words.
        }
    }
}
