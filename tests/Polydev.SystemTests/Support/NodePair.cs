using System.Net.Http.Json;
using System.Text.Json;
using Polydev.Simulator;

namespace Polydev.SystemTests.Support;

/// <summary>A controller and two nodes, <c>one</c> and <c>two</c>, each a process of its own, with a simulator for the providers.</summary>
internal sealed class NodePair : IAsyncDisposable
{
    private static readonly TimeSpan s_away = TimeSpan.FromSeconds(10);

    private readonly SimulatorHost _simulator;

    private NodePair(SimulatorHost simulator, PolydevProcess controller) => (_simulator, Controller) = (simulator, controller);

    /// <summary>The controller.</summary>
    public PolydevProcess Controller { get; }

    /// <summary>The nodes by name.</summary>
    public Dictionary<string, NodeProcess> Nodes { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything the parts wrote.</summary>
    public string Said => Controller.Said + string.Concat(Nodes.Values.Select(n => n.Said));

    /// <summary>Starts them; returns when both have warm workers.</summary>
    public static async Task<NodePair> StartAsync(CancellationToken cancellationToken)
    {
        var address = $"127.0.0.1:{NodeProcess.FreePort()}";
        var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), cancellationToken);
        var pair = new NodePair(simulator, await PolydevProcess.StartForNodesAsync(simulator.HttpAddress, floor: 4, address, s_away));
        foreach (var name in new[] { "one", "two" })
        {
            pair.Nodes.Add(name, await NodeProcess.JoinAsync(name, address, (await pair.CommandAsync("nodes", "token")).Trim()));
        }

        // Placement is by chance: a pool that asks for more comes to both.
        for (var floor = 4; (await pair.WarmAsync()).Distinct(StringComparer.Ordinal).Count() < 2; floor += 2)
        {
            Assert.True(floor < 20, "all workers are on one node\n" + pair.Said);
            await pair.CommandAsync("pools", "set", "default", "--floor", $"{floor}");
            await pair.UntilAsync(async () => (await pair.WarmAsync()).Count >= floor, $"{floor} workers were warm");
        }

        return pair;
    }

    /// <summary>Runs a command against the controller, and gives what it wrote.</summary>
    public async Task<string> CommandAsync(params string[] arguments)
    {
        var run = await PolydevProcess.RunAsync([.. arguments, "--url", Controller.Http.BaseAddress!.ToString(), "--data", Controller.Data]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }

    /// <summary>Waits for something to become so.</summary>
    public Task UntilAsync(Func<Task<bool>> holds, string what) => PolydevProcess.UntilAsync(holds, () => what + "\n" + Said);

    /// <summary>The nodes of the warm workers, one for each.</summary>
    public Task<IReadOnlyList<string>> WarmAsync() => WorkerPlaces.WarmAsync(Controller);

    /// <summary>The live workers.</summary>
    public Task<IReadOnlyList<(string Id, string State, string Node)>> WorkersAsync() => WorkerPlaces.WorkersAsync(Controller);

    /// <summary>What the API says of a node.</summary>
    public Task<JsonElement> NodeAsync(string name) => Controller.Http.GetFromJsonAsync<JsonElement>("/v1/nodes/" + name);

    /// <summary>Begins executions, each with a worker of its own, until there are some on either node.</summary>
    /// <returns>The id of one on each node, by node.</returns>
    public async Task<Dictionary<string, string>> RunOnBothAsync(string model)
    {
        var onNode = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var tries = 0; onNode.Count < 2; tries++)
        {
            Assert.True(tries < 12, "all executions are on one node\n" + Said);
            var id = await Controller.AcceptAsync(new { provider = "openai", model, prompt = "count", isolation = "execution" });
            onNode.TryAdd(await WorkerPlaces.NodeOfAsync(Controller, id), id);
        }

        return onNode;
    }

    /// <summary>Lets held executions go on, from now on.</summary>
    public void Release(Hold hold) => _simulator.Release(hold.Word);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes.Values)
        {
            await node.DisposeAsync();
        }

        await Controller.DisposeAsync();
        await _simulator.DisposeAsync();
    }
}
