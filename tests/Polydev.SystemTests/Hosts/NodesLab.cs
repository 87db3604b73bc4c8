using System.Text.Json;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>A cluster in small: a controller, three nodes and the provider, each on a host of its own.</summary>
internal sealed class NodesLab : IAsyncDisposable
{
    /// <summary>Names of the nodes.</summary>
    public static readonly IReadOnlyList<string> NodeNames = ["node1", "node2", "node3"];

    /// <summary>Host of the controller.</summary>
    public const string ControllerName = "controller";

    /// <summary>Host of the provider.</summary>
    public const string ProviderName = "provider";

    /// <summary>Warm workers that the pool holds.</summary>
    public const int Floor = 6;

    private const string NodePort = "4443";
    private static readonly TimeSpan s_away = TimeSpan.FromSeconds(15);
    private const int MostBatches = 8;
    private const int LogTail = 6000;

    private readonly bool _processes;

    private NodesLab(Lab lab, HostSimulator simulator, HostController controller, bool processes) => (Lab, Simulator, Controller, _processes) = (lab, simulator, controller, processes);

    /// <summary>The hosts and the network.</summary>
    public Lab Lab { get; }

    /// <summary>The provider.</summary>
    public HostSimulator Simulator { get; }

    /// <summary>The controller.</summary>
    public HostController Controller { get; }

    /// <summary>The nodes.</summary>
    public List<HostNode> Nodes { get; } = [];

    /// <summary>Starts all of it, and waits until the pool is full.</summary>
    /// <param name="driver">The nodes' driver.</param>
    /// <param name="environment">Added to the nodes' environment.</param>
    public static async Task<NodesLab> StartAsync(string driver, IReadOnlyDictionary<string, string>? environment = null)
    {
        var lab = await Lab.StartAsync([ControllerName, ProviderName, .. NodeNames]);
        try
        {
            var simulator = lab.Keep(await HostSimulator.StartAsync(lab[ProviderName]));
            var address = $"{lab[ControllerName].Address}:{NodePort}";
            var controller = lab.Keep(await HostController.StartAsync(
                lab[ControllerName], simulator.Address, new { pools = new { @default = new { floor = Floor, ceiling = 60 } }, nodes = new { away_window = s_away } }, "--driver", "nodes", "--node-listen", address));
            var cluster = new NodesLab(lab, simulator, controller, driver == "process");
            var token = (await controller.CommandAsync("nodes", "token", "--uses", "3", "--json")).Trim();
            cluster.Nodes.AddRange(await Task.WhenAll(NodeNames.Select(n => HostNode.JoinAsync(
                lab[n], address, JsonElement.Parse(token).GetProperty("token").GetString()!, environment ?? new Dictionary<string, string>(), "--driver", driver))));
            cluster.Nodes.ForEach(n => lab.Keep(n));
            await cluster.SettledAsync();
            return cluster;
        }
        catch
        {
            await DisposeAsync(lab);
            throw;
        }
    }

    /// <summary>A node by its name.</summary>
    public HostNode Node(string name) => Nodes.First(n => n.Name == name);

    /// <summary>Starts executions, each in a worker of its own, and waits until all have output and it is known where each runs.</summary>
    /// <param name="count">How many.</param>
    /// <param name="model">What the simulator does.</param>
    public async Task<IReadOnlyList<NodeRun>> StreamAsync(int count, string model)
    {
        var runs = new List<NodeRun>();
        for (var i = 0; i < count; i++)
        {
            runs.Add(await AcceptAsync(model));
        }

        await PolydevProcess.UntilAsync(
            () => Task.FromResult(runs.All(r => r.Events.Pieces > 0 || r.Following.IsCompleted)),
            () => $"all executions had output; {string.Join(", ", runs.Where(r => r.Events.Pieces == 0).Select(r => $"{r.Events.Id} had {r.Events.Count} events"))}\n{Told()}");
        await Task.WhenAll(runs.Select(r => r.LocateAsync(Controller.Api)));
        return runs;
    }

    /// <summary>Starts streams until some are on every node. The oldest workers are taken first, so a node that came late has its turn late.</summary>
    /// <param name="count">How many at a time.</param>
    /// <param name="model">What the simulator does.</param>
    public async Task<IReadOnlyList<NodeRun>> StreamEverywhereAsync(int count, string model)
    {
        var runs = new List<NodeRun>();
        while (NodeNames.Except(runs.Select(r => r.Node!), StringComparer.Ordinal).ToList() is { Count: > 0 } without)
        {
            Assert.True(runs.Count <= MostBatches * count, $"none of {runs.Count} executions came to {string.Join(", ", without)}\n{Told()}");
            runs.AddRange(await StreamAsync(count, model));
        }

        return runs;
    }

    /// <summary>Starts streams that stand still in their middle, some on every node. A batch that left a node out goes on and is over before the next.</summary>
    /// <param name="count">How many.</param>
    /// <param name="hold">Where they stand still.</param>
    /// <param name="pieces">How many pieces they have, half of them before they stand still.</param>
    public async Task<IReadOnlyList<NodeRun>> HoldEverywhereAsync(int count, Hold hold, int pieces)
    {
        for (var batch = 0; ; batch++)
        {
            var runs = await StreamAsync(count, hold.Stream(pieces, after: pieces / 2));
            if (NodeNames.All(name => runs.Any(r => r.Node == name)))
            {
                return runs;
            }

            Assert.True(batch < MostBatches, $"no batch came to all nodes\n{Told()}");
            await Simulator.ReleaseAsync(hold);
            await Task.WhenAll(runs.Select(r => r.Following));
            Assert.All(runs, r => r.AssertWhole(pieces));
            hold.Renew();
        }
    }

    /// <summary>Starts an execution in a worker of its own, and follows it over whatever happens.</summary>
    /// <param name="model">What the simulator does.</param>
    /// <param name="attempts">How often it may be tried.</param>
    public async Task<NodeRun> AcceptAsync(string model, int attempts = 3)
    {
        var events = new Followed(await Controller.Api.AcceptAsync(new { provider = "openai", model, prompt = "count", isolation = "execution", max_attempts = attempts }));
        return new NodeRun(events, events.FollowAsync(() => Controller.Api, TestContext.Current.CancellationToken));
    }

    /// <summary>Undoes every fault: heals the network, wakes and starts what stands still or ended, and waits until all is as it should be.</summary>
    public async Task RepairAsync()
    {
        Lab.Lan.Heal();
        if (Controller.Program.HasEnded)
        {
            await Controller.StartAgainAsync();
        }

        foreach (var node in Nodes)
        {
            await node.RepairAsync();
        }

        await SettledAsync();
    }

    /// <summary>Waits until all is as it should be: every node ready, the pool full, and on each host exactly the workers that the controller knows there (containers are not the host's).</summary>
    public async Task SettledAsync()
    {
        var seen = "";
        await PolydevProcess.UntilAsync(
            async () =>
            {
                var nodes = await Controller.Api.ReadListAsync("nodes");
                var workers = (await Controller.Api.ReadListAsync("workers")).GetProperty("workers").EnumerateArray().ToList();
                var warm = workers.Count(w => w.GetProperty("state").GetString() == "warm");
                var known = Nodes.ToDictionary(n => n.Name, n => workers.Count(w => w.TryGetProperty("node", out var at) && at.GetString() == n.Name), StringComparer.Ordinal);
                seen = $"warm {warm}; {string.Join("; ", Nodes.Select(n => $"{n.Name} {HostNode.In(nodes, n.Name)?.GetProperty("state").GetString() ?? "unknown"}, known {known[n.Name]}, running {n.WorkerIds.Count}"))}";
                return warm >= Floor && Nodes.All(n => HostNode.In(nodes, n.Name)?.GetProperty("state").GetString() == "ready" && (!_processes || known[n.Name] == n.WorkerIds.Count));
            },
            () => $"the cluster was whole: {seen}\n{Told()}");
    }

    /// <summary>What controller and nodes logged last.</summary>
    public string Told() => string.Join('\n', Nodes.Select(n => (n.Name, n.Program)).Prepend((ControllerName, Controller.Program)).Select(p => $"--- {p.Item1}\n{Tail(p.Item2.Said)}"));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DisposeAsync(Lab);

    private static string Tail(string text) => text[^Math.Min(text.Length, LogTail)..];

    /// <summary>Cuts the power of all hosts: nothing drains, nobody waits.</summary>
    private static async ValueTask DisposeAsync(Lab lab)
    {
        await Task.WhenAll(NodeNames.Append(ControllerName).Append(ProviderName).Select(n => lab[n].CrashAsync()));
        await lab.DisposeAsync();
    }
}
