using System.Collections.Concurrent;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Benchmarks.Cluster;

/// <summary>When a cluster's own events said that a job's allocation runs.</summary>
internal sealed class RunningTimes : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<DateTimeOffset>> _seen = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _reading;

    private RunningTimes(NomadClient cluster) => _reading = ReadAsync(cluster);

    /// <summary>Begins to listen.</summary>
    public static async Task<RunningTimes> ListenAsync(NomadClient cluster)
    {
        var times = new RunningTimes(cluster);
        await await Task.WhenAny(times._listening.Task, times._reading);
        return times;
    }

    /// <summary>Waits until a job runs, or has run; gives when that was said.</summary>
    public Task<DateTimeOffset> OfAsync(string job) => Of(job).Task;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private TaskCompletionSource<DateTimeOffset> Of(string job) => _seen.GetOrAdd(job, _ => new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task ReadAsync(NomadClient cluster)
    {
        await foreach (var item in new NomadFeed(cluster, TimeProvider.System).ReadAsync([new EventTopic("Allocation")], null, _over.Token))
        {
            if (item is FeedItem.Resync)
            {
                _listening.TrySetResult();
            }
            else if (item is FeedItem.Changed { Event.Payload.Allocation: { ClientStatus: "running" or "complete" or "failed", JobID: { } job } })
            {
                Of(job).TrySetResult(TimeProvider.System.GetUtcNow());
            }
        }
    }
}
