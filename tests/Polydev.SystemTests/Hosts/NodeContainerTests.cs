using Polydev.SystemTests.Containers;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>The same cluster with its workers in containers, all on the engine of this machine: each node knows its own.</summary>
[Collection(ContainerTests.Name)]
public sealed class NodeContainerTests(DockerEngine engine)
{
    private const string Faulty = "node2";
    private const int Pieces = 100;
    private const int Streams = 9;

    [Fact]
    public async Task A_killed_node_finds_its_containers_again_and_nodes_that_are_told_to_stop_leave_none()
    {
        engine.Require();
        var hold = new Hold();
        await using var cluster = await NodesLab.StartAsync("docker", new Dictionary<string, string>(StringComparer.Ordinal) { ["DOCKER_HOST"] = engine.Address });
        var runs = await cluster.HoldEverywhereAsync(Streams, hold, Pieces);

        await cluster.Node(Faulty).Program.KillAsync();
        await cluster.Simulator.ReleaseAsync(hold);
        await cluster.Node(Faulty).StartAgainAsync();
        await Task.WhenAll(runs.Select(r => r.Following));
        Assert.All(runs, r => r.AssertWhole(Pieces));

        foreach (var node in cluster.Nodes)
        {
            var owner = (await File.ReadAllTextAsync(Path.Combine(node.Data, "containers", "docker.owner"), TestContext.Current.CancellationToken)).Trim();
            await node.Program.StopAsync();
            await PolydevProcess.UntilAsync(async () => (await engine.ContainersAsync("polydev.owner=" + owner)).Count == 0, $"no container of {node.Name} was left");
        }
    }
}
