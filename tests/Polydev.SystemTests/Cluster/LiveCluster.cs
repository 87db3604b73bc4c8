using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.SystemTests.Containers;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>
/// A real Nomad. Either the agent at <c>NOMAD_ADDR</c>, with <c>NOMAD_TOKEN</c> and the certificates of its variables, whose clients have our image; or, where
/// <c>POLYDEV_NOMAD</c> names Nomad's program, a cluster of the suite's own, set up as <c>deploy/nomad</c> says. No package registry has Nomad: without either all is skipped.
/// </summary>
public sealed class LiveCluster : IAsyncLifetime
{
    private static readonly string[] s_variables = ["NOMAD_ADDR", "NOMAD_TOKEN", "NOMAD_CACERT", "NOMAD_CLIENT_CERT", "NOMAD_CLIENT_KEY", "NOMAD_TLS_SERVER_NAME", "NOMAD_NAMESPACE", "NOMAD_REGION", "NOMAD_DATACENTER"];

    private readonly DockerEngine _engine = new();
    private OwnCluster? _own;

    /// <summary>Why there is none; null when there is.</summary>
    public string? Missing { get; private set; }

    /// <summary>What a controller's environment says of it.</summary>
    internal Dictionary<string, string> Environment { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>A client that may do all that the tests do.</summary>
    internal NomadClient Operator { get; private set; } = null!;

    /// <summary>Version of it.</summary>
    internal NomadVersion Version { get; private set; }

    /// <summary>The data directory whose sockets its clients offer; null when they offer none.</summary>
    internal string? Data { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (System.Environment.GetEnvironmentVariable("NOMAD_ADDR") is { Length: > 0 })
        {
            Environment = s_variables.Select(v => (Name: v, Value: System.Environment.GetEnvironmentVariable(v))).Where(v => v.Value is { Length: > 0 })
                .ToDictionary(v => v.Name, v => v.Value!, StringComparer.Ordinal);
            Operator = new NomadClient(OptionsOf(Environment), TimeProvider.System);
        }
        else if (System.Environment.GetEnvironmentVariable("POLYDEV_NOMAD") is { Length: > 0 } program)
        {
            await StartOwnAsync(program);
        }
        else
        {
            Missing = "no live Nomad: set NOMAD_ADDR to an agent, or POLYDEV_NOMAD to the path of Nomad's program";
        }

        if (Missing is null)
        {
            Version = (await Operator.Agent.VersionAsync(CancellationToken.None))!.Value;
            Data = (await FirstNodeAsync()).HostVolumes?.GetValueOrDefault(WorkerContainer.SocketVolume)?.Path is { } path ? Directory.GetParent(path)?.Parent?.FullName : null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }

        await _engine.DisposeAsync();
        Operator?.Dispose();
    }

    /// <summary>Skips the test where there is no live cluster.</summary>
    public void Require() => Assert.SkipWhen(Missing is not null, Missing ?? "");

    /// <summary>Skips the test where agents may not be stopped and hosts not drained: they are not ours.</summary>
    internal OwnCluster RequireOwn()
    {
        Require();
        Assert.SkipWhen(_own is null, "the agent at NOMAD_ADDR is not ours to stop: unset it, and set POLYDEV_NOMAD to the path of Nomad's program");
        return _own!;
    }

    /// <summary>Starts a controller on the cluster.</summary>
    /// <param name="simulator">Its providers.</param>
    /// <param name="rights">What else its environment says, a token say.</param>
    /// <param name="arguments">More arguments of <c>up</c>.</param>
    internal async Task<PolydevProcess> StartAsync(Uri simulator, IReadOnlyDictionary<string, string>? rights = null, params string[] arguments)
    {
        Require();
        Assert.SkipWhen(Data is null, "the client offers no host volume polydev-sockets");
        Assert.SkipWhen(File.Exists(Path.Combine(Data!, "admin.key")), $"{Data} is the data directory of some controller");
        PrepareSockets(Data!);
        var environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal);
        foreach (var (name, value) in rights ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            environment[name] = value;
        }

        return await PolydevProcess.StartInAsync(simulator, Data!, environment, ["--driver", "nomad", .. arguments]);
    }

    /// <summary>Makes the directory that clients look for when they start, as <c>nomad.service</c> does.</summary>
    internal static void PrepareSockets(string data)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Nomad clients with our workers run on Linux");
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(data, Owner);

        // Whoever started the agent may have made it with the rights of any directory, which a controller refuses.
        File.SetUnixFileMode(Directory.CreateDirectory(Path.Combine(data, "sockets")).FullName, Owner);
        Directory.CreateDirectory(Path.Combine(data, "sockets", "w"), Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>How a client reaches what an environment names.</summary>
    internal static NomadOptions OptionsOf(IReadOnlyDictionary<string, string> environment) => new()
    {
        Address = new Uri(environment["NOMAD_ADDR"]),
        Token = environment.GetValueOrDefault("NOMAD_TOKEN"),
        AuthorityFile = environment.GetValueOrDefault("NOMAD_CACERT"),
        CertificateFile = environment.GetValueOrDefault("NOMAD_CLIENT_CERT"),
        KeyFile = environment.GetValueOrDefault("NOMAD_CLIENT_KEY"),
        ServerName = environment.GetValueOrDefault("NOMAD_TLS_SERVER_NAME"),
        Namespace = environment.GetValueOrDefault("NOMAD_NAMESPACE"),
        Region = environment.GetValueOrDefault("NOMAD_REGION"),
    };

    private async Task<Drivers.Nomad.Model.NomadNode> FirstNodeAsync() =>
        (await Operator.Nodes.GetAsync((await Operator.Nodes.ListAsync(null, CancellationToken.None)).Value[0].ID, null, CancellationToken.None)).Value;

    private async Task StartOwnAsync(string program)
    {
        Missing = System.Environment.IsPrivilegedProcess ? null : "Nomad's clients need root";
        if (Missing is null)
        {
            await _engine.InitializeAsync();
            Missing = _engine.Missing;
        }

        if (Missing is null)
        {
            _own = await OwnCluster.StartAsync(program, _engine.Address);
            (Environment, Operator) = (_own.Environment, _own.Operator);
        }
    }
}
