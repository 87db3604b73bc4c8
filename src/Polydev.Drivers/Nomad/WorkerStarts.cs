using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Drivers.Nomad;

/// <summary>Starts workers: each waits for its turn, is dispatched, and is known as soon as the cluster has found a node for it.</summary>
internal sealed class WorkerStarts(ClusterParts parts, WorkerPlacement placement, ILogger logger) : IAsyncDisposable
{
    private readonly StartPace _pace = new();
    private readonly ConcurrentDictionary<Task, bool> _underWay = [];
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _gate = new();
    private Task<ClusterFacts>? _look;
    private long _lookedAt;

    /// <summary>Looks at the cluster anew.</summary>
    /// <exception cref="NomadException">It refused, or did not answer.</exception>
    public async Task<ClusterFacts> LookAsync(CancellationToken cancellationToken)
    {
        var facts = await ClusterFacts.AskAsync(parts.Cluster, cancellationToken);
        parts.Jobs.Version = facts.Version;
        _pace.SetLimit(facts.ReadyNodes * parts.Options.ParallelStartsPerNode);
        return facts;
    }

    /// <summary>Starts a worker that is in the book.</summary>
    public async Task<StartResult> StartAsync(PlacedWorker worker, WorkerSpec spec, CancellationToken cancellationToken)
    {
        var starting = RunAsync(worker, spec, cancellationToken);
        _underWay.TryAdd(starting, true);
        try
        {
            return await starting;
        }
        finally
        {
            _underWay.TryRemove(starting, out _);
        }
    }

    /// <summary>Kills a worker that was placed, and removes its job.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task RemoveAsync(PlaceId place, CancellationToken cancellationToken)
    {
        await parts.Jobs.KillAsync(place.Allocation, cancellationToken);
        if (!await parts.Jobs.RemoveAsync(place.Job, cancellationToken))
        {
            // Without the right to remove jobs: one that is not started yet cannot be killed either, so kill it as soon as it can be.
            await placement.SettleAsync(place.Allocation, cancellationToken);
            await parts.Jobs.KillAsync(place.Allocation, cancellationToken);
        }
    }

    /// <summary>Ends when the starts under way have come to an end: one that is left alone leaves a worker that nobody knows.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_underWay.Keys).WaitAsync(parts.Options.StopTimeout, parts.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _over.CancelAsync();
        _over.Dispose();
    }

    private async Task<StartResult> RunAsync(PlacedWorker worker, WorkerSpec spec, CancellationToken cancellationToken)
    {
        var (turn, placed) = (false, false);
        try
        {
            await RecentLook().WaitAsync(cancellationToken);
            await _pace.WaitAsync(cancellationToken);
            turn = true;
            var result = await PlaceAsync(worker, spec);
            placed = result.Started;
            if (cancellationToken.IsCancellationRequested)
            {
                await UndoAsync(worker, worker.Place?.Job);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return result;
        }
        catch (NomadException e)
        {
            return StartResult.Failed(ClusterFault.Of(e).Error, ClusterFault.Of(e).Message);
        }
        finally
        {
            GiveBack(worker, turn, placed);
        }
    }

    /// <summary>A look that is not old: nodes come and go, and with them how many starts may be under way.</summary>
    private Task<ClusterFacts> RecentLook()
    {
        lock (_gate)
        {
            if (_look is not { IsFaulted: false, IsCanceled: false } || parts.Time.GetElapsedTime(_lookedAt) > parts.Options.SweepEvery)
            {
                (_look, _lookedAt) = (LookAsync(_over.Token), parts.Time.GetTimestamp());
            }

            return _look;
        }
    }

    /// <summary>Ends a start's turn: with a worker placed it is over when the node's engine has done its part, which is later than the placement.</summary>
    private void GiveBack(PlacedWorker worker, bool turn, bool placed)
    {
        if (placed)
        {
            _ = HoldTurnAsync(worker.Place!.Allocation);
            return;
        }

        parts.Book.Forget(worker);
        if (turn)
        {
            _pace.Release();
        }
    }

    private async Task HoldTurnAsync(string allocation)
    {
        try
        {
            using var patience = new Patience(parts.Options.TurnTimeout, parts.Time, _over.Token);
            await placement.SettleAsync(allocation, patience.Token);
        }
        catch (Exception e) when (e is NomadException or OperationCanceledException or ObjectDisposedException)
        {
            // A turn is only about pace.
        }

        _pace.Release();
    }

    /// <summary>Has the cluster place the worker. No caller gives it up half-way: the cluster would go on, and nobody know what it placed.</summary>
    private async Task<StartResult> PlaceAsync(PlacedWorker worker, WorkerSpec spec)
    {
        string? job = null;
        try
        {
            using var patience = new Patience(parts.Options.StartTimeout, parts.Time, CancellationToken.None);
            (job, var evaluation) = await DispatchAsync(spec, patience.Token);
            var (first, fault) = await placement.FirstAsync(job, evaluation, patience.Token);
            if (first is null)
            {
                await UndoAsync(worker, job);
                return StartResult.Failed(fault!.Error, fault.Message);
            }

            var place = new PlaceId(job, first.ID);
            logger.WorkerPlaced(spec.WorkerId, place.ToString(), first.NodeName ?? "");
            return StartResult.Placed(parts.Book.Place(worker, place, first));
        }
        catch (NomadException e)
        {
            await UndoAsync(worker, job);
            return StartResult.Failed(ClusterFault.Of(e).Error, ClusterFault.Of(e).Message);
        }
        catch (OperationCanceledException)
        {
            await UndoAsync(worker, job);
            return StartResult.Failed(DriverError.StartTimedOut, "the Nomad cluster did not place the worker in time: are its servers, or its nodes, overloaded?");
        }
    }

    private async Task<(string Job, string? Evaluation)> DispatchAsync(WorkerSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            var dispatched = await parts.Jobs.DispatchAsync(spec, cancellationToken);
            return (dispatched.DispatchedJobID, dispatched.EvalID);
        }
        catch (NomadException e) when (e.Transient || e.Error == NomadError.TimedOut)
        {
            // Nobody knows whether it was heard. A second one could make a second worker, so look.
            if (await parts.Jobs.FindAsync(spec, id => parts.Book.OfJob(id) is not null, cancellationToken) is { } job)
            {
                logger.DispatchFound(spec.WorkerId, job);
                return (job, null);
            }

            throw;
        }
    }

    /// <summary>Removes what a start may have left. What is left even then, the watch finds, as its worker is known no more.</summary>
    private async Task UndoAsync(PlacedWorker worker, string? job)
    {
        worker.SetStopping();
        if (job is not null)
        {
            try
            {
                using var patience = new Patience(parts.Options.StopTimeout, parts.Time, CancellationToken.None);
                await (worker.Place is { } place ? RemoveAsync(place, patience.Token) : parts.Jobs.RemoveAsync(job, patience.Token));
            }
            catch (Exception e) when (e is NomadException or OperationCanceledException)
            {
                logger.JobLeft(job, e.Message);
            }
        }

        if (!parts.Book.End(worker, PlacementEnd.Unseen))
        {
            parts.Book.Forget(worker);
        }
    }
}
