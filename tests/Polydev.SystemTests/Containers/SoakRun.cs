using System.Text.Json;

namespace Polydev.SystemTests.Containers;

/// <summary>An execution as its client saw it, what was done to it meanwhile, and what the controller says of it in the end.</summary>
internal sealed class SoakRun(string tenant, string id)
{
    /// <summary>Whose it is.</summary>
    public string Tenant => tenant;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>Its events, in the order they came.</summary>
    public List<(long Seq, string Type)> Events { get; } = [];

    /// <summary>The worker that was killed under it; null when none was.</summary>
    public string? Killed { get; set; }

    /// <summary>Whether it ran while the engine was being restarted.</summary>
    public bool MetRestart { get; set; }

    /// <summary>The controller's record, when all is over.</summary>
    public JsonElement Record { get; set; }

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => Events.Count > 0 && Events[^1].Type is "finished" or "failed";

    /// <summary>Pieces of output that came.</summary>
    public int Pieces => Events.Count(e => e.Type == "text");

    /// <summary>Workers that it was tried on.</summary>
    public IReadOnlyList<string> Workers => [.. Record.GetProperty("attempts").EnumerateArray()
        .Where(a => a.TryGetProperty("worker", out _)).Select(a => a.GetProperty("worker").GetString()!)];

    /// <summary>Checks that it ended once, without a gap, and as it had to; says how.</summary>
    public string Judge(int pieces)
    {
        Assert.Equal(Enumerable.Range(1, Events.Count).Select(n => (long)n), Events.Select(e => e.Seq));
        Assert.Single(Events, e => e.Type is "finished" or "failed");
        if (Record.GetProperty("status").GetString() == "succeeded")
        {
            Assert.True(Pieces == pieces, "an answer was cut: " + Record.GetRawText());
            return Workers.Count == 1 ? "succeeded" : "succeeded on another worker, as nothing was out when the first was lost";
        }

        var error = Record.GetProperty("error");
        var message = error.GetProperty("message").GetString()!;
        Assert.True(error.GetProperty("code").GetString() == "worker_lost", $"{id} ended otherwise: {Record.GetRawText()}");
        Assert.True(Pieces > 0, $"nothing of {id} was out, and yet it was not tried again: {Record.GetRawText()}");
        if (Killed is { } worker && message.Contains(worker, StringComparison.Ordinal) && message.Contains("killed by signal 9", StringComparison.Ordinal))
        {
            return "lost in the middle of their output, their worker killed by the test";
        }

        Assert.True(MetRestart, $"nothing happened to {id} that would explain its end: {Record.GetRawText()}");
        return "lost in the middle of their output, their container ended by the engine's restart";
    }
}
