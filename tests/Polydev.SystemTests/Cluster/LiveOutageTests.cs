using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>What happens to workers when the cluster's own parts go and come: drains, lost nodes, restarts.</summary>
[Collection(LiveClusterTests.Name)]
public sealed class LiveOutageTests(LiveCluster live)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_drained_node_loses_its_workers_at_the_deadline_and_no_second_allocation_lives()
    {
        var own = live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        await LiveRun.UntilWarmAsync(polydev, 2);
        var before = await LiveRun.WorkersAsync(polydev);
        var node = before[0].Node == own.First.Name ? own.First : own.Second;
        var (id, kept) = ((await own.NodeAsync(node)).ID, before.Where(w => w.Node == node.Name).ToList());
        await live.Operator.Nodes.DrainAsync(id, TimeSpan.FromSeconds(2), ignoreSystemJobs: false, Token);
        try
        {
            await PolydevProcess.UntilAsync(
                async () => (await LiveRun.WorkersAsync(polydev)) is var now && now.All(w => w.Node != node.Name) && now.Count(w => w.State == "warm") >= 2, () => "workers were elsewhere: " + polydev.Said);

            await PolydevProcess.UntilAsync(
                async () => (await live.Operator.Allocations.ListAsync(null, Token)).Value.All(a => kept.All(k => k.Job != a.JobID) || a.ClientStatus is not ("running" or "pending")),
                "no allocation of a drained worker lived");
            Assert.All(kept, w => Assert.Contains($"{w.Id}", polydev.Said, StringComparison.Ordinal));
            await LiveRun.ExecuteAsync(polydev);
        }
        finally
        {
            await live.Operator.Nodes.EndDrainAsync(id, eligible: true, Token);
            await own.UntilReadyAsync(node);
        }
    }

    [Fact]
    public async Task A_server_that_restarts_costs_no_worker_and_no_execution()
    {
        var own = live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        await LiveRun.UntilWarmAsync(polydev, 2);
        var before = (await LiveRun.WorkersAsync(polydev)).Select(w => w.Id).ToList();
        var id = await polydev.AcceptAsync(new { provider = "openai", model = "sim-chunks-100-rate-25", prompt = "count" });

        await own.Server.StopAsync(crash: true);
        await LiveRun.ExecuteAsync(polydev);
        own.Server.Start();
        await own.UntilLedAsync();
        var last = await LastAsync(polydev, id);

        Assert.Equal("finished", last);
        Assert.Empty(before.Except((await LiveRun.WorkersAsync(polydev)).Select(w => w.Id), StringComparer.Ordinal));
        await LiveRun.ExecuteAsync(polydev, "execution");
        await LiveRun.UntilWarmAsync(polydev, 2);
    }

    [Fact]
    public async Task A_client_that_restarts_costs_no_worker_and_a_death_meanwhile_is_told()
    {
        var own = live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        await LiveRun.UntilWarmAsync(polydev, 2);
        var id = await polydev.AcceptAsync(new { provider = "openai", model = "sim-chunks-100-rate-25", prompt = "count" });
        await PolydevProcess.UntilAsync(async () => (await LiveRun.WorkersAsync(polydev)).Any(w => w.State == "claimed"), "the execution had a worker");

        // The scheduler puts the two on one host or on both: it is the host of one that waits, whosever host the stream's is.
        var dead = (await LiveRun.WorkersAsync(polydev)).First(w => w.State == "warm");
        var node = dead.Node == own.First.Name ? own.First : own.Second;
        await node.StopAsync(crash: true);
        PolydevProcess.Kill9((await polydev.WorkerPidsAsync())[dead.Id]);
        node.Start();
        await own.UntilReadyAsync(node);

        Assert.Equal("finished", await LastAsync(polydev, id));
        await PolydevProcess.UntilAsync(async () => (await LiveRun.WorkersAsync(polydev)).All(w => w.Id != dead.Id), "the dead worker was gone");
        await LiveRun.UntilWarmAsync(polydev, 2);
        await PolydevProcess.UntilAsync(async () => (await LiveRun.JobsOfAsync(live, polydev)).Count == (await LiveRun.WorkersAsync(polydev)).Count, "no job was left of the dead one");
    }

    [Fact]
    public async Task A_lost_nodes_workers_are_replaced_elsewhere_and_none_of_its_containers_serves_when_it_is_back()
    {
        var own = live.RequireOwn();
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        await using var polydev = await live.StartAsync(simulator.HttpAddress);
        await LiveRun.UntilWarmAsync(polydev, 2);
        var node = (await LiveRun.WorkersAsync(polydev))[0].Node == own.First.Name ? own.First : own.Second;
        var lost = (await LiveRun.WorkersAsync(polydev)).Where(w => w.Node == node.Name).ToList();

        await node.StopAsync(crash: true);
        await PolydevProcess.UntilAsync(async () => (await own.NodeAsync(node)).Status == "down", "the node was down");
        await PolydevProcess.UntilAsync(async () => (await LiveRun.WorkersAsync(polydev)).All(w => w.Node != node.Name), () => "its workers were gone: " + polydev.Said);
        await LiveRun.UntilWarmAsync(polydev, 2);
        await LiveRun.ExecuteAsync(polydev);
        node.Start();
        await own.UntilReadyAsync(node);

        Assert.Contains($"its node {node.Name} was lost", polydev.Said, StringComparison.Ordinal);
        await PolydevProcess.UntilAsync(
            async () => (await live.Operator.Allocations.ListAsync(null, Token)).Value.All(a => lost.All(w => w.Job != a.JobID) || a.ClientStatus is not ("running" or "pending")),
            "no allocation of a lost worker lived");
        await PolydevProcess.UntilAsync(async () => (await LiveRun.JobsOfAsync(live, polydev)).Count == (await LiveRun.WorkersAsync(polydev)).Count, "every job was that of a worker");
    }

    private static async Task<string> LastAsync(PolydevProcess polydev, string id)
    {
        var last = "";
        await foreach (var item in polydev.FollowAsync(id, 0))
        {
            last = item.Type;
        }

        return last;
    }
}
