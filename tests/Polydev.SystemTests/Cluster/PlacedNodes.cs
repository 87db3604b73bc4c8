using System.Net.Http.Json;
using System.Text.Json;
using Polydev.SystemTests.Containers;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>
/// A controller whose nodes a live cluster places on its hosts, by the job <c>polydev-node</c> of <c>deploy/nomad</c> as it lies there. The hosts are clients on one
/// machine, so each has a directory by its name in place of the one that every host has.
/// </summary>
internal sealed class PlacedNodes : IAsyncDisposable
{
    private const string Job = "polydev-node";
    private readonly OwnCluster _own;
    private readonly HostFiles _files;
    private readonly string _data;
    private readonly string _token;

    private PlacedNodes(OwnCluster own, PolydevProcess controller, HostFiles files, string data, string token) =>
        (_own, Controller, _files, _data, _token) = (own, controller, files, data, token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The controller.</summary>
    public PolydevProcess Controller { get; }

    /// <summary>Starts a controller that looks after the cluster, and makes a token for both hosts; no node runs yet.</summary>
    public static async Task<PlacedNodes> StartAsync(OwnCluster own, Uri simulator)
    {
        var address = $"127.0.0.1:{OwnCluster.FreePort()}";
        var controller = await PolydevProcess.StartAsync(simulator, "sk-system-test", 0, own.LeastRights, "--driver", "nodes", "--node-listen", address);
        var data = Directory.CreateTempSubdirectory("pdo-").FullName;
        var token = Path.Combine(data, "join.token");
        var files = new HostFiles(data, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["POLYDEV_CONTROLLER"] = address,
            ["POLYDEV_JOIN_TOKEN_FILE"] = token,
            ["DOCKER_HOST"] = own.Engine,
        });
        var nodes = new PlacedNodes(own, controller, files, data, token);
        await File.WriteAllTextAsync(token, await nodes.CommandAsync("nodes", "token", "--uses", "2"), Token);
        return nodes;
    }

    /// <summary>Gives the job to the cluster, and waits until every host has a node that takes workers.</summary>
    /// <param name="options">More options of the node program.</param>
    public async Task PlaceAsync(string options = "")
    {
        var text = await File.ReadAllTextAsync(Path.Combine(PolydevProcess.Repository, "deploy", "nomad", Job + ".nomad.hcl"), Token);
        text = _files.Fit(text.Replace("/var/lib/polydev-node", _data + "/${node.unique.name}" + options, StringComparison.Ordinal));
        await _own.Operator.Jobs.RegisterAsync((await _own.Operator.Jobs.ParseAsync(text, canonical: true, Token)).Value, null, Token);
        await UntilAsync(async () => await StateAsync(_own.First) == "ready" && await StateAsync(_own.Second) == "ready", "both hosts had nodes that take workers");
    }

    /// <summary>Has the pool grow until both hosts have warm workers: placement is by chance.</summary>
    public async Task WarmOnBothAsync()
    {
        for (var floor = 4; (await WarmAsync()).Distinct(StringComparer.Ordinal).Count() < 2; floor += 2)
        {
            Assert.True(floor < 20, "all workers are on one node\n" + Controller.Said);
            await CommandAsync("pools", "set", "default", "--floor", $"{floor}");
            await UntilAsync(async () => (await WarmAsync()).Count >= floor, $"{floor} workers were warm");
        }
    }

    /// <summary>Stops the job, and waits until all of it has ended.</summary>
    public async Task StopAsync()
    {
        await _own.Operator.Jobs.StopAsync(Job, purge: true, Token);
        await UntilAsync(async () => (await AllocationsAsync()).All(a => a.Status is not ("running" or "pending")), "the job had ended");
    }

    /// <summary>Where the job was placed, and how that goes.</summary>
    public async Task<IReadOnlyList<(string Id, string Node, string Status)>> AllocationsAsync() =>
        [.. (await _own.Operator.Allocations.ListAsync(null, Token)).Value.Where(a => a.JobID == Job).Select(a => (a.ID, a.NodeName!, a.ClientStatus!))];

    /// <summary>Has the cluster drain a host.</summary>
    public async Task DrainAsync(NomadAgent host, TimeSpan deadline, bool ignoreSystemJobs) =>
        await _own.Operator.Nodes.DrainAsync((await _own.NodeAsync(host)).ID, deadline, ignoreSystemJobs, Token);

    /// <summary>Has the cluster use a host again.</summary>
    public async Task EndDrainAsync(NomadAgent host) => await _own.Operator.Nodes.EndDrainAsync((await _own.NodeAsync(host)).ID, eligible: true, Token);

    /// <summary>The same, and waits until its node takes workers and has some.</summary>
    public async Task UseAgainAsync(NomadAgent host)
    {
        await EndDrainAsync(host);
        await UntilAsync(async () => await StateAsync(host) == "ready", "the host was used again");
        await WarmOnBothAsync();
    }

    /// <summary>State of a host's node, as the controller shows it; null where none has joined.</summary>
    public async Task<string?> StateAsync(NomadAgent host) => (await Controller.Http.GetFromJsonAsync<JsonElement>("/v1/nodes", Token)).GetProperty("nodes").EnumerateArray()
        .Where(n => n.GetProperty("id").GetString() == host.Name).Select(n => n.GetProperty("state").GetString()).SingleOrDefault();

    /// <summary>The live workers.</summary>
    public Task<IReadOnlyList<(string Id, string State, string Node)>> WorkersAsync() => WorkerPlaces.WorkersAsync(Controller);

    /// <summary>The nodes of the warm workers, one for each.</summary>
    public Task<IReadOnlyList<string>> WarmAsync() => WorkerPlaces.WarmAsync(Controller);

    /// <summary>The containers in the engine that a host's node made.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync(NomadAgent host) =>
        (await Commands.RunAsync("docker", "--host", _own.Engine, "ps", "--all", "--format", "{{.Names}}", "--filter", "label=polydev.node=" + host.Name)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Processes that name the hosts' directories: node programs and gateways.</summary>
    public IReadOnlyList<string> Processes => [.. HostProcesses.Under(_data).Select(p => string.Join(' ', p.Words))];

    /// <summary>A host's certificate with its key.</summary>
    public Task<string> CertificateAsync(NomadAgent host) => File.ReadAllTextAsync(Path.Combine(_data, host.Name, "node.pem"), Token);

    /// <summary>Removes the token's file from the hosts.</summary>
    public void ForgetToken() => File.Delete(_token);

    /// <summary>Begins an execution on a host, in a worker of its own; gives its id.</summary>
    public async Task<string> RunOnAsync(NomadAgent host, string model)
    {
        for (var tries = 0; tries < 12; tries++)
        {
            var id = await Controller.AcceptAsync(new { provider = "openai", model, prompt = "count", isolation = "execution" });
            if (await WorkerPlaces.NodeOfAsync(Controller, id) == host.Name)
            {
                return id;
            }
        }

        throw new InvalidOperationException($"no execution came to {host.Name}: {Controller.Said}");
    }

    /// <summary>Waits for something to become so.</summary>
    public Task UntilAsync(Func<Task<bool>> holds, string what) => PolydevProcess.UntilAsync(holds, () => $"{what}; {string.Join(", ", Processes)}\n{Controller.Said}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            // What a failed test left.
            foreach (var (id, _) in HostProcesses.Under(_data).ToList())
            {
                PolydevProcess.Kill9(id);
            }

            await Controller.DisposeAsync();
            await _files.DisposeAsync();
        }
    }

    /// <summary>Runs a command against the controller, and gives what it wrote.</summary>
    private async Task<string> CommandAsync(params string[] arguments)
    {
        var run = await PolydevProcess.RunAsync([.. arguments, "--url", Controller.Http.BaseAddress!.ToString(), "--data", Controller.Data]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }
}
