using System.Text.Json;
using Polydev.Simulator;

namespace Polydev.SystemTests.Cluster;

/// <summary>What becomes of a host's node, of its workers and of their streams when the cluster drains the host.</summary>
[Collection(LiveClusterTests.Name)]
public sealed class LiveDrainTests(LiveCluster live) : IAsyncLifetime
{
    private const string Stream = "sim-chunks-200-rate-20";
    private const string Long = "sim-chunks-2000-rate-20";
    private static readonly TimeSpan s_patient = TimeSpan.FromMinutes(10);
    private OwnCluster _own = null!;
    private SimulatorHost _simulator = null!;
    private PlacedNodes _nodes = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _own = live.RequireOwn();
        _simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), Token);
        _nodes = await PlacedNodes.StartAsync(_own, _simulator.HttpAddress);
    }

    public async ValueTask DisposeAsync()
    {
        if (_nodes is not null)
        {
            await _nodes.EndDrainAsync(_own.First);
            await _nodes.DisposeAsync();
            await _simulator.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_drain_stops_the_node_program_which_lets_streams_end_and_comes_back_when_the_host_is_used_again()
    {
        await PlaceAsync();
        var running = await _nodes.RunOnAsync(_own.First, Stream);
        await _nodes.DrainAsync(_own.First, s_patient, ignoreSystemJobs: false);

        await UntilOnlySecondIsWarmAsync();
        Assert.Equal("draining", await _nodes.StateAsync(_own.First));
        AssertWhole(await EndAsync(running));
        await _nodes.UntilAsync(async () => (await _nodes.AllocationsAsync()).All(a => a.Node != _own.First.Name || a.Status == "complete"), "the node program had ended");
        Assert.Equal("away", await _nodes.StateAsync(_own.First));
        Assert.Empty(await _nodes.ContainersAsync(_own.First));

        await _nodes.UseAgainAsync(_own.First);
    }

    [Fact]
    public async Task A_drain_ends_what_runs_longer_than_the_node_program_has_time_and_leaves_nothing_there()
    {
        await PlaceAsync(" --drain-timeout 3s");
        var running = await _nodes.RunOnAsync(_own.First, Long);
        await _nodes.DrainAsync(_own.First, s_patient, ignoreSystemJobs: false);

        AssertDrained(await EndAsync(running));
        await _nodes.UntilAsync(async () => (await _nodes.AllocationsAsync()).All(a => a.Node != _own.First.Name || a.Status == "complete"), "the node program had ended by itself");
        Assert.Empty(await _nodes.ContainersAsync(_own.First));
        Assert.DoesNotContain(_nodes.Processes, p => p.Contains($"/{_own.First.Name}/", StringComparison.Ordinal));

        await _nodes.UseAgainAsync(_own.First);
    }

    [Fact]
    public async Task A_drain_that_leaves_system_jobs_alone_gives_streams_its_whole_deadline()
    {
        await PlaceAsync(" --drain-timeout 1s");
        var finishes = await _nodes.RunOnAsync(_own.First, Stream);
        var runs = await _nodes.RunOnAsync(_own.First, Long);
        var placed = await RunningAsync();
        await _nodes.DrainAsync(_own.First, TimeSpan.FromSeconds(20), ignoreSystemJobs: true);

        await UntilOnlySecondIsWarmAsync();
        AssertWhole(await EndAsync(finishes));
        AssertDrained(await EndAsync(runs));
        Assert.Equal("draining", await _nodes.StateAsync(_own.First));
        Assert.Equal(placed, await RunningAsync());

        await _nodes.UseAgainAsync(_own.First);
    }

    [Fact]
    public async Task A_controller_that_restarts_during_a_drain_keeps_to_it_until_the_host_is_used_again()
    {
        await PlaceAsync();
        await _nodes.DrainAsync(_own.First, s_patient, ignoreSystemJobs: true);
        await UntilOnlySecondIsWarmAsync();
        _nodes.Controller.Kill9();
        await _nodes.Controller.StartAgainAsync();

        await UntilOnlySecondIsWarmAsync();
        await _nodes.UntilAsync(async () => await _nodes.StateAsync(_own.First) == "draining", "the drain went on");

        await _nodes.UseAgainAsync(_own.First);
    }

    private static void AssertWhole((string Type, int Texts, JsonElement Data) ended)
    {
        Assert.True(ended.Type == "finished", ended.Data.GetRawText());
        Assert.Equal(200, ended.Texts);
    }

    private void AssertDrained((string Type, int Texts, JsonElement Data) ended)
    {
        Assert.Equal("failed", ended.Type);
        Assert.Contains($"node {_own.First.Name} drained", ended.Data.GetRawText(), StringComparison.Ordinal);
    }

    private async Task PlaceAsync(string options = "")
    {
        await _nodes.PlaceAsync(options);
        await _nodes.WarmOnBothAsync();
    }

    private async Task<IReadOnlyList<string>> RunningAsync() => [.. (await _nodes.AllocationsAsync()).Where(a => a.Status == "running").Select(a => a.Id).Order(StringComparer.Ordinal)];

    private Task UntilOnlySecondIsWarmAsync() => _nodes.UntilAsync(
        async () => await _nodes.WarmAsync() is { Count: >= 4 } warm && warm.All(n => n == _own.Second.Name), "all warm workers were on the other host");

    private async Task<(string Type, int Texts, JsonElement Data)> EndAsync(string id)
    {
        var (type, texts, data) = ("", 0, default(JsonElement));
        await foreach (var item in _nodes.Controller.FollowAsync(id, 0))
        {
            (type, texts, data) = (item.Type, texts + (item.Type == "text" ? 1 : 0), item.Data);
        }

        return (type, texts, data);
    }
}
