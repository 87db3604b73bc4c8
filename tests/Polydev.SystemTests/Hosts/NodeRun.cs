using System.Text.Json;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>An execution of a cluster, and where it runs.</summary>
/// <param name="events">What its client sees.</param>
/// <param name="following">Ends when it has ended.</param>
internal sealed class NodeRun(Followed events, Task following)
{
    /// <summary>What its client sees.</summary>
    public Followed Events => events;

    /// <summary>Ends when it has ended, and fails when that takes too long.</summary>
    public Task Following => following;

    /// <summary>The node it ran on when that was asked; null when it was on none.</summary>
    public string? Node { get; private set; }

    /// <summary>Asks where it runs.</summary>
    public async Task LocateAsync(PolydevApi api)
    {
        var read = await api.ReadAsync(events.Id);
        if (read.TryGetProperty("worker", out var used))
        {
            var id = used.GetProperty("id").GetString();
            var worker = (await api.ReadListAsync("workers")).GetProperty("workers").EnumerateArray().FirstOrDefault(w => w.GetProperty("id").GetString() == id);
            Node = worker.ValueKind == JsonValueKind.Object && worker.TryGetProperty("node", out var node) ? node.GetString() : null;
        }
    }

    /// <summary>Checks that it succeeded with all its output.</summary>
    public void AssertWhole(int pieces)
    {
        events.Judge();
        Assert.True(events.Succeeded, $"{events.Id} on {Node}: {events.Failure}");
        Assert.Equal(pieces, events.Pieces);
    }

    /// <summary>Checks that it failed since its worker was lost, and that the reason names the node.</summary>
    public void AssertLost(string node)
    {
        events.Judge();
        Assert.False(events.Succeeded, $"{events.Id} on {Node} succeeded");
        Assert.Equal("worker_lost", events.End.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains(node, events.End.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
