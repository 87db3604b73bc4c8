using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>A controller and three nodes on hosts of their own, and a fault in the middle of many streams: each goes on, is tried again, or ends once with the true reason;
/// the pool fills again elsewhere; and a node that comes back is clean.</summary>
[Collection(HostTests.Name)]
public sealed class NodeFaultTests(SharedNodes shared)
{
    private const string Faulty = "node2";
    private const string Stream = "sim-chunks-100-rate-20";
    private const int Pieces = 100;
    private const int Streams = 15;
    private const int Enough = 15;
    private readonly Hold _hold = new();

    [Fact]
    public async Task Executions_stream_on_all_nodes_at_once()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.StreamEverywhereAsync(Streams, Stream);

        await EndedAsync(runs);

        Assert.All(runs, r => r.AssertWhole(Pieces));
        await cluster.SettledAsync();
    }

    [Fact]
    public async Task A_node_that_is_cut_off_for_a_moment_loses_nothing()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.HoldEverywhereAsync(Streams, _hold, Pieces);

        cluster.Lab.Around(Faulty, LinkFault.Severed);
        await cluster.Simulator.ReleaseAsync(_hold);
        await ProgressAsync(runs.Where(r => r.Node != Faulty));
        cluster.Lab.Lan.Heal();
        await EndedAsync(runs);

        Assert.All(runs, r => r.AssertWhole(Pieces));
        await cluster.SettledAsync();
    }

    [Fact]
    public async Task A_node_that_hears_and_is_not_heard_for_a_moment_loses_nothing()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.HoldEverywhereAsync(Streams, _hold, Pieces);

        cluster.Lab.OneWay(Faulty, NodesLab.ControllerName, LinkFault.Severed);
        await cluster.Simulator.ReleaseAsync(_hold);
        await ProgressAsync(runs.Where(r => r.Node != Faulty));
        cluster.Lab.Lan.Heal();
        await EndedAsync(runs);

        Assert.All(runs, r => r.AssertWhole(Pieces));
    }

    [Fact]
    public async Task A_node_that_stays_cut_off_loses_its_executions_with_the_true_reason_and_comes_back_clean()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.HoldEverywhereAsync(Streams, _hold, Pieces);

        var breaks = Breaks(cluster);
        cluster.Lab.Between(Faulty, NodesLab.ControllerName, LinkFault.Severed);
        await cluster.Simulator.ReleaseAsync(_hold);
        await EndedAsync(runs);
        Assert.All(runs.Where(r => r.Node != Faulty), r => r.AssertWhole(Pieces));
        Assert.All(runs.Where(r => r.Node == Faulty), r => r.AssertLost(Faulty));
        await FullElsewhereAsync(cluster);

        // Nothing reaches it, not even that the controller has closed the connection: by itself the system would keep it for a quarter of an hour.
        await PolydevProcess.UntilAsync(() => Task.FromResult(Breaks(cluster) > breaks), () => "the node noticed that the controller is gone\n" + cluster.Told());

        cluster.Lab.Lan.Heal();
        await cluster.SettledAsync();
        await TakesWorkAgainAsync(cluster);
    }

    [Fact]
    public async Task A_node_that_stands_still_for_a_moment_goes_on()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.HoldEverywhereAsync(Streams, _hold, Pieces);

        await cluster.Lab[Faulty].FreezeAsync();
        await cluster.Simulator.ReleaseAsync(_hold);
        await ProgressAsync(runs.Where(r => r.Node != Faulty));
        await cluster.Lab[Faulty].ThawAsync();
        await EndedAsync(runs);

        Assert.All(runs, r => r.AssertWhole(Pieces));
    }

    [Fact]
    public async Task A_node_that_is_killed_and_started_again_carries_on_with_its_workers()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.HoldEverywhereAsync(Streams, _hold, Pieces);

        await cluster.Node(Faulty).Program.KillAsync();
        await cluster.Simulator.ReleaseAsync(_hold);
        await cluster.Node(Faulty).StartAgainAsync();
        await EndedAsync(runs);

        Assert.All(runs, r => r.AssertWhole(Pieces));
        await cluster.SettledAsync();
    }

    [Fact]
    public async Task A_host_that_crashes_loses_what_had_output_and_what_had_none_is_tried_elsewhere()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.HoldEverywhereAsync(Streams, _hold, Pieces);
        var silent = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => cluster.AcceptAsync(_hold.Silent)));
        await PolydevProcess.UntilAsync(
            async () =>
            {
                await Task.WhenAll(silent.Select(s => s.LocateAsync(cluster.Controller.Api)));
                return silent.All(s => s.Node is not null);
            },
            "all executions without output had a worker");

        await cluster.Lab[Faulty].CrashAsync();
        await cluster.Simulator.ReleaseAsync(_hold);
        await EndedAsync([.. runs, .. silent]);
        Assert.All(runs.Where(r => r.Node != Faulty), r => r.AssertWhole(Pieces));
        Assert.All(runs.Where(r => r.Node == Faulty), r => r.AssertLost(Faulty));
        Assert.All(silent, s =>
        {
            s.Events.Judge();
            Assert.True(s.Events.Succeeded, s.Events.Failure);
        });
        await FullElsewhereAsync(cluster);

        await cluster.Node(Faulty).RepairAsync();
        await cluster.SettledAsync();
        await TakesWorkAgainAsync(cluster);
    }

    [Fact]
    public async Task Streams_to_a_node_behind_a_slow_and_lossy_network_are_whole()
    {
        var cluster = await shared.RepairedAsync();
        cluster.Lab.Between(Faulty, NodesLab.ControllerName, new LinkFault(Delay: TimeSpan.FromMilliseconds(200), Loss: 0.02));
        var runs = await cluster.StreamEverywhereAsync(Streams, Stream);

        await EndedAsync(runs);

        Assert.All(runs, r => r.AssertWhole(Pieces));
    }

    [Fact]
    public async Task A_node_without_a_way_to_the_provider_fails_its_executions_as_such_and_stays()
    {
        var cluster = await shared.RepairedAsync();
        cluster.Lab.Between(Faulty, NodesLab.ProviderName, LinkFault.Severed);
        var runs = new List<NodeRun>();
        while (runs.Count < Streams || !runs.Any(r => r.Node == Faulty))
        {
            runs.Add(await cluster.AcceptAsync("fault-slow-first-byte-500", attempts: 1));
            await PolydevProcess.UntilAsync(
                async () =>
                {
                    await runs[^1].LocateAsync(cluster.Controller.Api);
                    return runs[^1].Node is not null || runs[^1].Following.IsCompleted;
                },
                "it had a worker");
        }

        await EndedAsync(runs);

        Assert.All(runs.Where(r => r.Events.Succeeded), r => Assert.NotEqual(Faulty, r.Node));
        var failed = runs.Where(r => !r.Events.Succeeded).ToList();
        Assert.All(runs.Where(r => r.Node == Faulty), r => Assert.Contains(r, failed));
        Assert.All(failed, r => Assert.Equal("provider_unreachable", r.Events.End.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal("ready", HostNode.In(await cluster.Controller.Api.ReadListAsync("nodes"), Faulty)!.Value.GetProperty("state").GetString());
        await cluster.SettledAsync();
    }

    /// <summary>How often the node has said that its connection to the controller ended.</summary>
    private static int Breaks(NodesLab cluster) => cluster.Node(Faulty).Program.Said.Split("connection to the controller ended", StringSplitOptions.None).Length - 1;

    /// <summary>Waits until each of some has come a good deal further, or ended: so long a fault on the others lasts.</summary>
    private static Task ProgressAsync(IEnumerable<NodeRun> runs)
    {
        var from = runs.ToDictionary(r => r, r => r.Events.Count);
        return PolydevProcess.UntilAsync(() => Task.FromResult(from.All(f => f.Key.Following.IsCompleted || f.Key.Events.Count >= f.Value + Enough)), "the others had gone on");
    }

    private static Task EndedAsync(IEnumerable<NodeRun> runs) => Task.WhenAll(runs.Select(r => r.Following));

    private static Task FullElsewhereAsync(NodesLab cluster) => PolydevProcess.UntilAsync(
        async () =>
        {
            var workers = (await cluster.Controller.Api.ReadListAsync("workers")).GetProperty("workers").EnumerateArray().ToList();
            return workers.Count(w => w.GetProperty("state").GetString() == "warm" && w.GetProperty("node").GetString() != Faulty) >= NodesLab.Floor;
        },
        "the pool was full on the other nodes");

    private static async Task TakesWorkAgainAsync(NodesLab cluster)
    {
        var runs = await cluster.StreamEverywhereAsync(Streams, Stream);
        await EndedAsync(runs);
        Assert.All(runs, r => r.AssertWhole(Pieces));
    }
}
