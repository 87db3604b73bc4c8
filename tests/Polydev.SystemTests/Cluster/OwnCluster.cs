using System.Net;
using System.Net.Sockets;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;
using Polydev.SystemTests.Containers;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>One server and two clients of the suite's own, with TLS, access control and the policies of <c>deploy/nomad</c>; both clients use one engine.</summary>
internal sealed class OwnCluster : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("pdn-").FullName;

    private OwnCluster(string program, string engine)
    {
        Engine = engine;
        Files = new AgentFiles(_root);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_HOST"] = engine };
        var server = Ports();
        Address = $"https://127.0.0.1:{server.Http}";
        Server = new NomadAgent(program, "server", Files.Write("server.hcl", "server", server, $"127.0.0.1:{server.Serf}"), environment);
        First = new NomadAgent(program, "first", Files.Write("client.hcl", "first", Ports(), $"127.0.0.1:{server.Rpc}"), environment);
        Second = new NomadAgent(program, "second", Files.Write("client.hcl", "second", Ports(), $"127.0.0.1:{server.Rpc}"), environment);
    }

    /// <summary>Address of the engine that both clients use.</summary>
    public string Engine { get; }

    /// <summary>Address of the API.</summary>
    public string Address { get; }

    /// <summary>The server.</summary>
    public NomadAgent Server { get; }

    /// <summary>A client.</summary>
    public NomadAgent First { get; }

    /// <summary>Another client.</summary>
    public NomadAgent Second { get; }

    /// <summary>The files they run with.</summary>
    public AgentFiles Files { get; }

    /// <summary>A client with the first token, which may do everything.</summary>
    public NomadClient Operator { get; private set; } = null!;

    /// <summary>What the environment of a controller with an operator's rights says.</summary>
    public Dictionary<string, string> Environment { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The same for a controller with the least of rights.</summary>
    public Dictionary<string, string> LeastRights { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Starts it.</summary>
    /// <param name="program">Nomad's program.</param>
    /// <param name="engine">Address of the engine.</param>
    public static async Task<OwnCluster> StartAsync(string program, string engine)
    {
        var cluster = new OwnCluster(program, engine);
        try
        {
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node of a client.</summary>
    public async Task<NomadNode> NodeAsync(NomadAgent agent) =>
        (await Operator.Nodes.ListAsync(null, CancellationToken.None)).Value.Where(n => n.Name == agent.Name).OrderByDescending(n => n.CreateIndex).First();

    /// <summary>Waits until a client takes workers.</summary>
    public Task UntilReadyAsync(NomadAgent agent) => agent.UntilAsync(
        async () => await TryAsync(async () => (await Operator.Nodes.ListAsync(null, CancellationToken.None)).Value
            .Any(n => n.Name == agent.Name && n is { Status: "ready", SchedulingEligibility: "eligible" } && n.Drivers?.GetValueOrDefault("docker") is { Healthy: true })),
        $"the node {agent.Name} was ready");

    /// <summary>Waits until the server leads again.</summary>
    public Task UntilLedAsync() => Server.UntilAsync(
        () => TryAsync(async () => (await Operator.Agent.LeaderAsync(CancellationToken.None)).Length > 0 && (await Operator.Jobs.ListAsync(null, CancellationToken.None)).KnownLeader), "the server led");

    /// <summary>Ids of the running containers that the clients made.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync() =>
        (await Commands.RunAsync("docker", "--host", Engine, "ps", "--quiet", "--filter", "label=com.hashicorp.nomad.alloc_id")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A token with policies.</summary>
    public async Task<string> TokenAsync(string name, params string[] policies) =>
        (await Operator.Acl.CreateTokenAsync(name, policies, CancellationToken.None)).Value.SecretID!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await TryAsync(EmptyAsync);
        foreach (var agent in new[] { First, Second, Server })
        {
            await agent.DisposeAsync();
        }

        Operator?.Dispose();
        foreach (var (id, _) in HostProcesses.Under(_root).ToList())
        {
            PolydevProcess.Kill9(id);
        }

        foreach (var mount in (await File.ReadAllLinesAsync("/proc/mounts")).Select(l => l.Split(' ')[1]).Where(m => m.StartsWith(_root, StringComparison.Ordinal)).OrderDescending(StringComparer.Ordinal))
        {
            await Commands.TryAsync("umount", ["--lazy", mount]);
        }

        Directory.Delete(_root, recursive: true);
    }

    private static (int Http, int Rpc, int Serf) Ports() => (FreePort(), FreePort(), FreePort());

    /// <summary>A port of loopback that nobody has.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> TryAsync(Func<Task<bool>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NomadException)
        {
            return false;
        }
    }

    private async Task StartAsync()
    {
        await Files.CertifyAsync(("server", "server"), ("client", "first"), ("client", "second"), ("cli", "controller"));
        LiveCluster.PrepareSockets(Path.Combine(_root, "data"));
        Server.Start();
        await BootstrapAsync();
        First.Start();
        Second.Start();
        await UntilReadyAsync(First);
        await UntilReadyAsync(Second);
    }

    private async Task BootstrapAsync()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NOMAD_ADDR"] = Address,
            ["NOMAD_CACERT"] = Path.Combine(Files.Certificates, "ca.pem"),
            ["NOMAD_CLIENT_CERT"] = Path.Combine(Files.Certificates, "controller.pem"),
            ["NOMAD_CLIENT_KEY"] = Path.Combine(Files.Certificates, "controller.key"),
        };
        string? first = null;
        using (var nobody = new NomadClient(LiveCluster.OptionsOf(environment), TimeProvider.System))
        {
            await Server.UntilAsync(() => TryAsync(async () => (first = (await nobody.Acl.BootstrapAsync(CancellationToken.None)).Value.SecretID) is not null), "the first token was made");
        }

        Operator = new NomadClient(LiveCluster.OptionsOf(new Dictionary<string, string>(environment, StringComparer.Ordinal) { ["NOMAD_TOKEN"] = first! }), TimeProvider.System);
        foreach (var policy in new[] { "controller", "operator" })
        {
            var rules = await File.ReadAllTextAsync(Path.Combine(PolydevProcess.Repository, "deploy", "nomad", "acl", policy + ".policy.hcl"));
            await Operator.Acl.SetPolicyAsync(new AclPolicy { Name = policy, Rules = rules }, CancellationToken.None);
        }

        Environment = new(environment, StringComparer.Ordinal) { ["NOMAD_TOKEN"] = await TokenAsync("operator", "operator") };
        LeastRights = new(environment, StringComparer.Ordinal) { ["NOMAD_TOKEN"] = await TokenAsync("controller", "controller") };
    }

    /// <summary>Ends every job, so that no container outlives its agent.</summary>
    private async Task<bool> EmptyAsync()
    {
        if (Operator is null)
        {
            return false;
        }

        foreach (var job in (await Operator.Jobs.ListAsync(null, CancellationToken.None)).Value)
        {
            await Operator.Jobs.StopAsync(job.ID, purge: true, CancellationToken.None);
        }

        await Server.UntilAsync(
            async () => (await Operator.Allocations.ListAsync(null, CancellationToken.None)).Value.All(a => a.ClientStatus is not ("running" or "pending")), "all allocations had ended");
        return true;
    }
}
