using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>What becomes of a cluster's executions when it is the controller that fails, and of a node that the controller does not let in any more.</summary>
[Collection(HostTests.Name)]
public sealed class ControllerFaultTests(SharedNodes shared)
{
    private const string Away = "node3";
    private const int Pieces = 100;
    private const int Streams = 12;
    private readonly Hold _hold = new();

    [Fact]
    public async Task A_controller_that_is_killed_finds_its_nodes_and_their_executions_again()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.StreamAsync(Streams, _hold.Stream(Pieces, after: Pieces / 2));

        await cluster.Controller.Program.KillAsync();
        await cluster.Simulator.ReleaseAsync(_hold);
        await cluster.Controller.StartAgainAsync();
        await EndedAsync(runs);

        Assert.All(runs, r => r.AssertWhole(Pieces));
        await cluster.SettledAsync();
    }

    [Fact]
    public async Task A_controller_that_is_killed_while_a_node_is_cut_off_goes_on_with_the_others_and_takes_it_back_clean()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.HoldEverywhereAsync(Streams, _hold, Pieces);

        cluster.Lab.Around(Away, LinkFault.Severed);
        await cluster.Controller.Program.KillAsync();
        await cluster.Simulator.ReleaseAsync(_hold);
        await cluster.Controller.StartAgainAsync();
        await EndedAsync(runs);
        Assert.All(runs.Where(r => r.Node != Away), r => r.AssertWhole(Pieces));
        Assert.All(runs.Where(r => r.Node == Away), r =>
        {
            r.Events.Judge();
            Assert.Equal("worker_lost", r.Events.End.GetProperty("error").GetProperty("code").GetString());
        });

        cluster.Lab.Lan.Heal();
        await cluster.SettledAsync();
    }

    [Fact]
    public async Task A_controller_that_is_cut_off_from_all_for_a_moment_loses_nothing()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.StreamAsync(Streams, _hold.Stream(Pieces, after: Pieces / 2));

        cluster.Lab.Around(NodesLab.ControllerName, LinkFault.Severed);
        await cluster.Simulator.ReleaseAsync(_hold);
        var stood = -1;
        await PolydevProcess.UntilAsync(
            async () =>
            {
                var before = stood;
                stood = runs.Sum(r => r.Events.Count);
                await Task.Delay(500, TestContext.Current.CancellationToken);
                return before == stood;
            },
            "no more events came");
        cluster.Lab.Lan.Heal();
        await EndedAsync(runs);

        Assert.All(runs, r => r.AssertWhole(Pieces));
        await cluster.SettledAsync();
    }

    [Fact]
    public async Task A_revoked_node_is_cut_at_once_and_is_let_in_with_a_new_token_only_and_clean()
    {
        var cluster = await shared.RepairedAsync();
        var runs = await cluster.HoldEverywhereAsync(Streams, _hold, Pieces);
        var node = cluster.Node(Away);

        await cluster.Controller.CommandAsync("nodes", "revoke", Away);
        await cluster.Simulator.ReleaseAsync(_hold);
        await EndedAsync(runs);
        Assert.All(runs.Where(r => r.Node != Away), r => r.AssertWhole(Pieces));
        Assert.All(runs.Where(r => r.Node == Away), r => r.AssertLost(Away));
        Assert.NotEqual(0, await node.Program.EndedAsync());

        var token = await cluster.Controller.CommandAsync("nodes", "token", "--name", Away);
        await node.JoinAgainAsync(token.Trim());
        await cluster.SettledAsync();
    }

    private static Task EndedAsync(IEnumerable<NodeRun> runs) => Task.WhenAll(runs.Select(r => r.Following));
}
