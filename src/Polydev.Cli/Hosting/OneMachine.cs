using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polydev.Cli.Surroundings;
using Polydev.Controller;
using Polydev.Controller.Workers;
using Polydev.Drivers;
using Polydev.Drivers.Docker;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Egress.Policy;
using Polydev.Node;
using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Cli.Hosting;

/// <summary>Controller and node in this process: a worker's link ends in the controller itself, with no hop.</summary>
internal sealed class OneMachine : IAsyncDisposable
{
    private const string DockerHost = "DOCKER_HOST";
    private const string AuthorityFile = "SSL_CERT_FILE";

    private readonly ControllerHost _controller;

    private OneMachine(ControllerHost controller, DriverChoice driver, DriverProbe probe) => (_controller, Driver, Isolation, Remark) = (controller, driver, probe.Isolation, probe.Message);

    /// <summary>Where the API is.</summary>
    public Uri Address => _controller.Address;

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
        SocketThreads.ContinueInline();
        MakeDataDirectory(options.DataDirectory);
        var controllerOptions = ControllerOptionsOf(options, shell);
        RequireFreePort(controllerOptions);
        try
        {
            var sockets = SocketDirectory.Prepare(options.DataDirectory);
            controllerOptions.SocketDirectory = sockets.Path;
            var node = NodeOf(options, controllerOptions, sockets, shell);
            var choice = await DriverChoice.MakeAsync(options.Driver, DockerOf(options, sockets, shell), shell.Variable(DockerHost), cancellationToken);
            node.Driver = choice.Driver;
            node.Process.WorkerPath = WorkerFor(choice);
            var controller = await ControllerHost.StartAsync(
                controllerOptions,
                services => services.Configure<LoggerFilterOptions>(filter => filter.MinLevel = options.LogLevel).AddNode(node),
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

    private static ControllerOptions ControllerOptionsOf(MachineOptions options, Shell shell)
    {
        var bound = new ControllerOptions { DataDirectory = options.DataDirectory };
        ConfigurationFile.Read(options.DataDirectory, options.ConfigurationFile, bound);
        foreach (var (provider, address) in ProviderAddresses.FromEnvironment(shell.Variable).Concat(options.Providers))
        {
            bound.Providers[provider] = address;
        }

        bound.Port = options.Port ?? bound.Port;
        bound.BindAddress = options.BindAddress ?? bound.BindAddress;
        WarmPoolSize.Apply(shell.Variable, bound);
        return bound;
    }

    private static NodeOptions NodeOf(MachineOptions options, ControllerOptions controller, SocketDirectory sockets, Shell shell)
    {
        var node = new NodeOptions
        {
            Sockets = sockets,
            EgressKey = provider => provider.GetRequiredService<LinkKeys>().EgressKey,
            EgressCommand = [.. OwnProgram.Command, EgressDaemon.Verb],
            Process = { StateDirectory = Path.Combine(options.DataDirectory, "workers") },
            Docker = DockerOf(options, sockets, shell),
            Nomad = options.Driver == NomadDriver.DriverName ? NomadEnvironment.Read(shell.Variable, options) : new NomadDriverOptions(),
        };
        foreach (var rule in EgressRules(controller))
        {
            node.Egress.Rules.Add(rule);
        }

        node.Process.CaFile = node.Docker.CaFile = AuthoritiesOf(sockets, shell);
        return node;
    }

    /// <summary>The certificate authorities that the environment names, as OpenSSL and .NET read it; null for the machine's own.</summary>
    private static string? AuthoritiesOf(SocketDirectory sockets, Shell shell)
    {
        if (shell.Variable(AuthorityFile) is not { Length: > 0 } file)
        {
            return null;
        }

        try
        {
            return sockets.ShareAuthorities(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFailure(
                "authorities_unreadable",
                $"The certificate authorities that {AuthorityFile} names cannot be used: {exception.Message.TrimEnd('.')}.",
                "Name a PEM file of certificates there, or unset it: workers then trust the authorities of this machine.");
        }
    }

    private static DockerDriverOptions DockerOf(MachineOptions options, SocketDirectory sockets, Shell shell) => new()
    {
        StateDirectory = Path.Combine(options.DataDirectory, "containers"),
        SocketDirectory = sockets.Path,
        EngineSocket = DockerDriverOptions.SocketFrom(shell.Variable(DockerHost)) ?? DockerDriverOptions.DefaultSocket,
        Image = options.Image ?? RuntimeImage.Own,
        Runtime = options.Runtime,
    };

    private static string WorkerFor(DriverChoice choice) => WorkerBinary.Find() ?? (choice.Driver != DriverChoice.Process ? "" : throw new CommandFailure(
        "worker_missing", "The worker is not built.", $"Run ./polydev in a clone of the repository, which builds it, or name it with {WorkerBinary.Variable}."));

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

    private static void MakeDataDirectory(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                throw new CommandFailure("unsupported", "A node needs Unix sockets that can be handed into walls.", "Run it on Linux.");
            }

            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(
                "data_directory_unwritable",
                $"The data directory {path} cannot be made: {exception.Message.TrimEnd('.')}.",
                "Give this user the right to write there, or name another with --data (POLYDEV_DATA).");
        }
    }
}
