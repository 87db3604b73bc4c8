using System.Diagnostics;
using System.Text.Json;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>An execution and its events, as a client saw them that comes back after every break.</summary>
/// <param name="id">Its id.</param>
internal sealed class Followed(string id)
{
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private volatile int _count;
    private volatile int _pieces;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>Its events, in the order they came.</summary>
    public List<(long Seq, string Type, JsonElement Data)> Events { get; } = [];

    /// <summary>How many have come so far.</summary>
    public int Count => _count;

    /// <summary>Its last event, when it has ended.</summary>
    public JsonElement End => Events[^1].Data;

    /// <summary>Whether it succeeded.</summary>
    public bool Succeeded => Events[^1].Type == "finished";

    /// <summary>Code and message of its failure, for a sentence.</summary>
    public string Failure => Succeeded ? "" : End.GetProperty("error").GetRawText();

    /// <summary>How many pieces of text have come so far.</summary>
    public int Pieces => _pieces;

    /// <summary>Follows it to its end, over restarts of the controller.</summary>
    /// <param name="api">The controller's API as it is now.</param>
    /// <param name="cancellationToken">Ends the following; so do ninety seconds without its end.</param>
    public async Task FollowAsync(Func<PolydevApi> api, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (Events.Count == 0 || Events[^1].Type is not ("finished" or "failed"))
        {
            Assert.True(clock.Elapsed < s_patience, $"{id} did not end; its last event was {(Events.Count == 0 ? "none" : Events[^1].Type)}");
            try
            {
                await foreach (var item in api().FollowAsync(id, Events.Count == 0 ? 0 : Events[^1].Seq))
                {
                    Events.Add(item);
                    _count = Events.Count;
                    _pieces += item.Type == "text" ? 1 : 0;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                await Task.Delay(s_breath, cancellationToken);
            }
        }
    }

    /// <summary>Checks that its numbers have no gap, and that it ended once.</summary>
    public void Judge()
    {
        Assert.Equal(Enumerable.Range(1, Events.Count).Select(n => (long)n), Events.Select(e => e.Seq));
        Assert.Single(Events, e => e.Type is "finished" or "failed");
    }
}
