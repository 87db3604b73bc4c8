using System.Diagnostics;
using Polydev.Controller.Storage;

namespace Polydev.Benchmarks.Storage;

/// <summary>A claim of a worker, from the asking until it is durable.</summary>
internal sealed class JournalClaim(string worker) : IJournaled
{
    private readonly long _asked = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<long> _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lasted;

    /// <summary>How long it took, in ticks of <see cref="Stopwatch"/>.</summary>
    public Task<long> Durable => _durable.Task;

    /// <inheritdoc/>
    public void Write(IJournalTransaction transaction) => transaction.ClaimWorker(worker, "bench", "default", "fake", worker, "here");

    /// <inheritdoc/>
    public void OnCommitted() => _lasted = Stopwatch.GetTimestamp() - _asked;

    /// <inheritdoc/>
    public void Announce() => _durable.TrySetResult(_lasted);
}
