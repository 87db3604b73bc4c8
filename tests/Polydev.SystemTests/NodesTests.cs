using System.Globalization;
using System.Text.Json;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests;

/// <summary>A controller and nodes of other hosts, each a process of its own: executions run on the nodes, whatever happens to one of the parts.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    // However slow the machine is, a node that is killed is back before its workers are given up.
    private static readonly TimeSpan s_away = TimeSpan.FromSeconds(50);
    private const int Pieces = 100;

    private readonly string _address = $"127.0.0.1:{NodeProcess.FreePort()}";
    private readonly List<NodeProcess> _nodes = [];
    private readonly Hold _hold = new();
    private SimulatorHost _simulator = null!;
    private PolydevProcess _controller = null!;

    private string[] Controller => ["--url", _controller.Http.BaseAddress!.ToString(), "--data", _controller.Data];

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorHost.StartAsync(new SimulatorOptions(), TestContext.Current.CancellationToken);
        _controller = await PolydevProcess.StartForNodesAsync(_simulator.HttpAddress, floor: 0, _address, s_away);
        foreach (var name in new[] { "one", "two" })
        {
            _nodes.Add(await NodeProcess.JoinAsync(name, _address, await TokenAsync()));
        }

        // Not before both are there: the first would have them all.
        await PolydevProcess.UntilAsync(
            async () => (await new PolydevApi(_controller.Http).ReadListAsync("nodes")).GetProperty("nodes").EnumerateArray().Count(node => node.GetProperty("state").GetString() == "ready") == 2,
            "both nodes took workers");
        var set = await PolydevProcess.RunAsync(["pools", "set", "default", "--floor", "6", .. Controller]);
        Assert.True(set.ExitCode == 0, set.Error);
        await WarmOnBothAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _controller.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task A_controller_killed_in_mid_stream_loses_and_doubles_no_event_of_either_node()
    {
        var ids = await StreamOnBothAsync();
        var before = await Task.WhenAll(ids.Select(id => FollowAsync(id, 0, 30)));
        _controller.Kill9();
        _simulator.Release(_hold.Word);
        await _controller.StartAgainAsync();
        var after = await Task.WhenAll(ids.Select((id, i) => FollowAsync(id, before[i].Count, int.MaxValue)));
        for (var i = 0; i < ids.Count; i++)
        {
            AssertWhole([.. before[i], .. after[i]]);
        }

        Assert.Equal(ids.Count, _simulator.Counters.Requests);
    }

    [Fact]
    public async Task A_node_killed_in_mid_stream_finds_its_workers_again_and_no_event_is_lost()
    {
        var ids = await StreamOnBothAsync();
        var before = await Task.WhenAll(ids.Select(id => FollowAsync(id, 0, 30)));
        _nodes[0].Kill9();
        _simulator.Release(_hold.Word);
        await _nodes[0].StartAgainAsync();
        var after = await Task.WhenAll(ids.Select((id, i) => FollowAsync(id, before[i].Count, int.MaxValue)));
        for (var i = 0; i < ids.Count; i++)
        {
            AssertWhole([.. before[i], .. after[i]]);
        }

        Assert.Equal(ids.Count, _simulator.Counters.Requests);
        Assert.Contains("goes on", _nodes[0].Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_shows_its_figures_to_Prometheus()
    {
        var ids = await StreamOnBothAsync();
        _simulator.Release(_hold.Word);
        await Task.WhenAll(ids.Select(id => FollowAsync(id, 0, int.MaxValue)));
        using var http = new HttpClient();
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        await PolydevProcess.UntilAsync(
            async () =>
            {
                figures = Figures(await http.GetStringAsync(_nodes[0].Metrics, TestContext.Current.CancellationToken));
                return figures.Any(f => f.Key.StartsWith("polydev_egress_requests_total{", StringComparison.Ordinal) && f.Value > 0);
            },
            "the gateway had noted its figures");
        Assert.Equal(1, figures["polydev_controller_connected"]);
        Assert.Equal(1, figures["polydev_controller_connections_total"]);
        Assert.Equal(0, figures.GetValueOrDefault("polydev_local_worker_start_failures_total"));
        Assert.True(figures["polydev_local_worker_starts_total"] >= 1);
        Assert.True(figures["polydev_local_worker_ends_total"] >= 1);
        Assert.True(figures["polydev_relayed_links"] >= figures["polydev_local_workers{state=\"running\"}"] - 1);
    }

    [Fact]
    public async Task A_gateway_that_is_killed_is_started_again()
    {
        var killed = _nodes[0].GatewayPid;
        PolydevProcess.Kill9(killed);
        await PolydevProcess.UntilAsync(() => Task.FromResult(_nodes[0].GatewayPid is > 0 and var now && now != killed), () => "the gateway was another\n" + _nodes[0].Said);
        var ids = await StreamOnBothAsync();
        _simulator.Release(_hold.Word);
        var seen = await Task.WhenAll(ids.Select(id => FollowAsync(id, 0, int.MaxValue)));
        Assert.All(seen, AssertWhole);
    }

    [Fact]
    public async Task A_revoked_node_is_put_out_at_once_and_the_other_serves_on()
    {
        var ids = await StreamOnBothAsync();
        var on = await Task.WhenAll(ids.Select(id => WorkerPlaces.NodeOfAsync(_controller, id)));
        await Task.WhenAll(ids.Select(id => FollowAsync(id, 0, 30)));
        var there = (await WorkerPlaces.WorkersAsync(_controller)).Where(w => w.Node == "one").Select(w => w.Id).ToList();
        var processes = (await _controller.WorkerPidsAsync()).Where(p => there.Contains(p.Key)).Select(p => p.Value).Append(_nodes[0].GatewayPid).ToList();
        Assert.True(processes.Count > 1);
        var revoked = await PolydevProcess.RunAsync(["nodes", "revoke", "one", .. Controller]);
        Assert.True(revoked.ExitCode == 0, revoked.Error);
        Assert.Equal(1, await _nodes[0].EndedAsync());

        // By then nothing of it runs any more.
        Assert.All(processes, pid => Assert.False(Directory.Exists($"/proc/{pid}")));
        Assert.Contains("polydev nodes token", _nodes[0].Said, StringComparison.Ordinal);
        _simulator.Release(_hold.Word);
        for (var i = 0; i < ids.Count; i++)
        {
            var seen = await FollowAsync(ids[i], 0, int.MaxValue);
            if (on[i] == "two")
            {
                AssertWhole(seen);
            }
            else
            {
                Assert.Equal("failed", seen[^1].Type);
                Assert.Equal("worker_lost", seen[^1].Data.GetProperty("error").GetProperty("code").GetString());
            }
        }

        var next = await _controller.ExecuteAsync(new { provider = "openai", model = "sim-text", prompt = "hi" });
        Assert.Equal("succeeded", next.GetProperty("status").GetString());

        // With its old certificate it stays out; with a new token it is back.
        await File.WriteAllTextAsync(Path.Combine(_nodes[0].Data, "token"), await TokenAsync(), TestContext.Current.CancellationToken);
        await _nodes[0].StartAgainAsync();
    }

    /// <summary>Reads Prometheus' text format, without the scope that every series of OpenTelemetry carries.</summary>
    private static Dictionary<string, double> Figures(string text)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#')))
        {
            // name{labels} value [time]
            var (open, close) = (line.IndexOf('{', StringComparison.Ordinal), line.LastIndexOf('}'));
            var words = (close < 0 ? line : line[(close + 1)..]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var labels = string.Join(',', close < 0 ? [] : line[(open + 1)..close].Split(',', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith("otel_", StringComparison.Ordinal)));
            var name = close < 0 ? words[0] : line[..open];
            figures[labels.Length > 0 ? $"{name}{{{labels}}}" : name] = double.Parse(words[close < 0 ? 1 : 0], CultureInfo.InvariantCulture);
        }

        return figures;
    }

    private static void AssertWhole(List<(long Seq, string Type, JsonElement Data)> seen)
    {
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(n => (long)n), seen.Select(s => s.Seq));
        Assert.True(seen[^1].Type == "finished", seen[^1].Data.GetRawText());
        Assert.Equal(Pieces, seen.Count(s => s.Type == "text"));
    }

    private async Task<string> TokenAsync()
    {
        var made = await PolydevProcess.RunAsync(["nodes", "token", .. Controller]);
        Assert.True(made.ExitCode == 0, made.Error);
        return made.Output.Trim();
    }

    private Task WarmOnBothAsync() => PolydevProcess.UntilAsync(
        async () => (await WorkerPlaces.WarmAsync(_controller)).Distinct(StringComparer.Ordinal).Count() == 2,
        () => "both nodes had warm workers\n" + _controller.Said + string.Concat(_nodes.Select(n => n.Said)));

    /// <summary>Begins streams, of which half comes when the test says so, until some run on each node; each is an execution with a worker of its own.</summary>
    private async Task<List<string>> StreamOnBothAsync()
    {
        var ids = new List<string>();
        var nodes = new HashSet<string>(StringComparer.Ordinal);
        while (nodes.Count < 2)
        {
            Assert.True(ids.Count < 12, "the streams are all on one node");
            ids.Add(await _controller.AcceptAsync(new { provider = "openai", model = _hold.Stream(Pieces, after: Pieces / 2), prompt = "count", isolation = "execution" }));
            nodes.Add(await WorkerPlaces.NodeOfAsync(_controller, ids[^1]));
        }

        return ids;
    }

    private async Task<List<(long Seq, string Type, JsonElement Data)>> FollowAsync(string id, long after, int most)
    {
        var seen = new List<(long Seq, string Type, JsonElement Data)>();
        await foreach (var item in _controller.FollowAsync(id, after))
        {
            seen.Add(item);
            if (seen.Count == most)
            {
                break;
            }
        }

        return seen;
    }
}
