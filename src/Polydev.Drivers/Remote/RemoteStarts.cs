using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Machines;

namespace Polydev.Drivers.Remote;

/// <summary>Starts workers on nodes: chooses one, waits for a turn there, and tries another where that one could not.</summary>
internal sealed class RemoteStarts(Func<ICollection<RemoteNode>> nodes, RemoteDriverOptions options, TimeProvider time, RemoteMetrics metrics, ILogger logger)
{
    private const double Mebibyte = 1024 * 1024;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StartResult>> _underWay = new(StringComparer.Ordinal);

    /// <summary>Starts a worker. The same id again, while it is under way or lives, gives the same worker.</summary>
    public async Task<StartResult> StartAsync(WorkerSpec spec, CancellationToken cancellationToken)
    {
        var own = new TaskCompletionSource<StartResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(spec.WorkerId, own);
        if (first != own)
        {
            return await first.Task.WaitAsync(cancellationToken);
        }

        try
        {
            var placed = nodes().SelectMany(n => n.Book.Placed).FirstOrDefault(a => a.WorkerId == spec.WorkerId);
            var result = placed is not null ? StartResult.Placed(placed) : await PlaceAsync(spec, cancellationToken);
            own.TrySetResult(result);
            return result;
        }
        finally
        {
            _underWay.TryRemove(spec.WorkerId, out _);
            own.TrySetCanceled(cancellationToken);
        }
    }

    private async Task<StartResult> PlaceAsync(WorkerSpec spec, CancellationToken cancellationToken)
    {
        var tried = new HashSet<RemoteNode>();
        StartResult? last = null;
        while (true)
        {
            var ready = nodes().Where(n => n.State == NodeStates.Ready && !tried.Contains(n)).ToList();
            if (NodeChoice.Choose(ready, spec, n => n.Load, n => n.Pace.IsFree, Random.Shared) is not { } node)
            {
                return last ?? NoPlace(spec, ready);
            }

            tried.Add(node);
            var result = await StartOnAsync(node, spec, cancellationToken);
            if (result.Started || result.Error is not (DriverError.OutOfCapacity or DriverError.Unavailable or DriverError.ImageMissing))
            {
                return result;
            }

            last = result;
            logger.OtherNodeTried(spec.WorkerId, node.Name, result.Error.Value, result.Message);
        }
    }

    private async Task<StartResult> StartOnAsync(RemoteNode node, WorkerSpec spec, CancellationToken cancellationToken)
    {
        await node.Pace.WaitAsync(cancellationToken);
        try
        {
            // It may have gone, or begun to drain, while others had their turn.
            if (node.State != NodeStates.Ready)
            {
                return StartResult.Failed(DriverError.Unavailable, $"node {node.Name} is {node.State}");
            }

            using var patience = new Patience(options.StartTimeout, time, cancellationToken);
            var start = node.Book.Start(spec);
            using var given = patience.Token.Register(() => GiveUp(node, spec, cancellationToken));
            var result = await start;
            cancellationToken.ThrowIfCancellationRequested();
            metrics.Started(node.Name, result.Started);
            return result;
        }
        finally
        {
            node.Pace.Release();
        }
    }

    private void GiveUp(RemoteNode node, WorkerSpec spec, CancellationToken cancellationToken)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"node {node.Name} gave no answer for {options.StartTimeout.TotalSeconds:0} s");
        if (!cancellationToken.IsCancellationRequested)
        {
            node.Starts.Failed(message);
        }

        node.Book.GiveUp(spec.WorkerId, DriverError.StartTimedOut, message);
    }

    private StartResult NoPlace(WorkerSpec spec, List<RemoteNode> ready) => ready.Count == 0
        ? StartResult.Failed(DriverError.Unavailable, NodePortrait.WhyNone(nodes().Select(NodePortrait.Of)))
        : StartResult.Failed(DriverError.OutOfCapacity, string.Create(CultureInfo.InvariantCulture, $"none of {ready.Count} nodes has room for a worker of {spec.MemoryBytes / Mebibyte:0} MiB: add a node, or lower worker_memory_bytes"));
}
