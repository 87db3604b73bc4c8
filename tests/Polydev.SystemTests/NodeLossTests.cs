using System.Text.Json;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests;

/// <summary>Nodes that are taken out of use, and nodes that are lost: what ran there ends with the true reason or runs again, and the other node takes over.</summary>
public sealed class NodeLossTests : IAsyncLifetime
{
    private const int Pieces = 100;
    private readonly Hold _hold = new();
    private NodePair _pair = null!;

    /// <summary>Streams of which half comes when the test says so.</summary>
    private string Stream => _hold.Stream(Pieces, after: Pieces / 2);

    public async ValueTask InitializeAsync() => _pair = await NodePair.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task A_drained_node_finishes_what_it_runs_and_the_other_takes_its_place()
    {
        var running = await _pair.RunOnBothAsync(Stream);
        Assert.Contains("node one drains until", await _pair.CommandAsync("nodes", "drain", "one", "--deadline", "2m"), StringComparison.Ordinal);
        await _pair.UntilAsync(async () => await _pair.WarmAsync() is { Count: >= 4 } warm && warm.All(node => node == "two"), "all warm workers were on node two");
        Assert.Equal("draining", (await _pair.NodeAsync("one")).GetProperty("state").GetString());

        _pair.Release(_hold);
        Assert.All(await Task.WhenAll(running.Values.Select(EndAsync)), AssertWhole);
        await _pair.UntilAsync(async () => (await _pair.WorkersAsync()).All(w => w.Node == "two"), "node one was empty");

        await _pair.CommandAsync("nodes", "undrain", "one");
        Assert.Equal("ready", (await _pair.NodeAsync("one")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task At_the_deadline_of_a_drain_what_still_runs_ends_with_the_reason()
    {
        var running = await _pair.RunOnBothAsync(Stream);
        await _pair.CommandAsync("nodes", "drain", "one", "--deadline", "2s");
        var ended = await EndAsync(running["one"]);
        Assert.Equal("failed", ended.Type);
        Assert.Contains("node one drained", ended.Data.GetRawText(), StringComparison.Ordinal);
        _pair.Release(_hold);
        AssertWhole(await EndAsync(running["two"]));
    }

    [Fact]
    public async Task What_ran_on_a_lost_node_ends_with_the_reason_or_runs_again_elsewhere_and_the_healed_node_is_clean()
    {
        var waiting = await _pair.RunOnBothAsync(_hold.Silent);
        var running = await _pair.RunOnBothAsync(Stream);
        await Task.WhenAll(running.Values.Select(BegunAsync));
        var lost = (await _pair.WorkersAsync()).Where(w => w.Node == "one").Select(w => w.Id).ToList();
        Assert.NotEmpty(lost);
        var processes = (await _pair.Controller.WorkerPidsAsync()).Where(p => lost.Contains(p.Key)).Select(p => p.Value).ToList();
        _pair.Nodes["one"].Kill9();

        var ended = await EndAsync(running["one"]);
        Assert.Equal("failed", ended.Type);
        Assert.Contains("node one lost", ended.Data.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("away", (await _pair.NodeAsync("one")).GetProperty("state").GetString());
        await _pair.UntilAsync(async () => await _pair.WarmAsync() is { Count: >= 4 } warm && warm.All(node => node == "two"), "the pool was full on node two");

        // Its workers look for a node for a minute: it is back before, and ends them.
        await _pair.Nodes["one"].StartAgainAsync();
        await _pair.UntilAsync(() => Task.FromResult(!processes.Exists(pid => Directory.Exists($"/proc/{pid}")) && !Files("one").Intersect(lost, StringComparer.Ordinal).Any()), "node one had ended its old workers");
        await _pair.UntilAsync(async () => (await _pair.NodeAsync("one")).GetProperty("state").GetString() == "ready", "node one was ready");

        _pair.Release(_hold);
        AssertWhole(await EndAsync(running["two"]));
        Assert.Equal("finished", (await EndAsync(waiting["one"])).Type);
        Assert.Equal(2, (await _pair.Controller.ReadAsync(waiting["one"])).GetProperty("attempts").GetArrayLength());
    }

    private static void AssertWhole((string Type, int Texts, JsonElement Data) ended)
    {
        Assert.True(ended.Type == "finished", ended.Data.GetRawText());
        Assert.Equal(Pieces, ended.Texts);
    }

    /// <summary>Ids of the workers that a node's driver has on its books.</summary>
    private IEnumerable<string> Files(string node) => Directory.EnumerateFiles(Path.Combine(_pair.Nodes[node].Data, "workers", "workers"), "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!);

    private async Task BegunAsync(string id)
    {
        await foreach (var item in _pair.Controller.FollowAsync(id, 0))
        {
            if (item.Type == "text")
            {
                return;
            }
        }
    }

    private async Task<(string Type, int Texts, JsonElement Data)> EndAsync(string id)
    {
        var (type, texts, data) = ("", 0, default(JsonElement));
        await foreach (var item in _pair.Controller.FollowAsync(id, 0))
        {
            (type, texts, data) = (item.Type, texts + (item.Type == "text" ? 1 : 0), item.Data);
        }

        return (type, texts, data);
    }
}
