using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad;

/// <summary>Keeps what we know and what the cluster runs the same: by its events, and by comparing lists after each new connection and every minute.</summary>
internal sealed class PlacementWatch(ClusterParts parts, ILogger logger)
{
    private static readonly EventTopic[] s_topics = [new("Allocation")];

    private readonly ConcurrentDictionary<string, bool> _settled = new(StringComparer.Ordinal);
    private volatile bool _ownsAll;

    /// <summary>From now on a job of ours that is not known is nobody's, and is removed.</summary>
    public void OwnAll() => _ownsAll = true;

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sweeping = SweepAsync(over.Token);
        try
        {
            await FollowAsync(cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var silent = false;
        await foreach (var item in new NomadFeed(parts.Cluster, parts.Time).ReadAsync(s_topics, null, cancellationToken))
        {
            switch (item)
            {
                case FeedItem.Resync:
                    if (silent)
                    {
                        logger.EventsHeard();
                    }

                    silent = false;
                    await TryCompareAsync(cancellationToken);
                    break;
                case FeedItem.Silent lost:
                    silent = true;
                    logger.EventsLost(ClusterFault.Of(lost.Why).Message);
                    break;
                case FeedItem.Changed { Event.Payload.Allocation: { } allocation }:
                    await SeeAsync(allocation, cancellationToken);
                    break;
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(parts.Options.SweepEvery, parts.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await TryCompareAsync(cancellationToken);
        }
    }

    private async Task TryCompareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CompareAsync(cancellationToken);
        }
        catch (NomadException e)
        {
            // The next comparison is at most a sweep away.
            logger.CompareFailed(ClusterFault.Of(e).Message);
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        // Before the list: what is placed while it is made may be missing in it.
        var placed = parts.Book.Placed;
        var listed = (await parts.Cluster.Allocations.ListAsync(null, cancellationToken)).Value
            .Where(a => a.JobID?.StartsWith(WarmPoolJob.IdPrefix, StringComparison.Ordinal) == true).ToLookup(a => a.JobID!, StringComparer.Ordinal);
        foreach (var worker in placed)
        {
            if (listed[worker.Place!.Job].All(a => a.ID != worker.Place.Allocation))
            {
                await EndAsync(worker, PlacementEnd.Unseen, cancellationToken);
            }
        }

        foreach (var allocation in listed.SelectMany(g => g))
        {
            await SeeAsync(allocation, cancellationToken);
        }

        if (_ownsAll)
        {
            await RemoveOrphansAsync(listed, cancellationToken);
        }
    }

    private async Task SeeAsync(NomadAllocation allocation, CancellationToken cancellationToken)
    {
        if (allocation.JobID is not { } job || parts.Book.OfJob(job) is not { Place: { } place } worker)
        {
            return;
        }

        var over = PlacementEnd.IsOver(allocation);
        if (allocation.ID != place.Allocation)
        {
            if (!over)
            {
                await RefuseAsync(worker, allocation, cancellationToken);
            }
        }
        else if (over)
        {
            await EndAsync(worker, PlacementEnd.Of(allocation), cancellationToken);
        }
    }

    /// <summary>A second allocation of the same job holds a nonce that was used: it can never be a worker.</summary>
    private async Task RefuseAsync(PlacedWorker worker, NomadAllocation second, CancellationToken cancellationToken)
    {
        logger.ReplacementRefused(worker.WorkerId, second.ID, second.NodeName);
        await TryAsync(second.JobID!, async () =>
        {
            await parts.Jobs.KillAsync(second.ID, cancellationToken);
            await parts.Jobs.RemoveAsync(second.JobID!, cancellationToken);
        });
    }

    private async Task EndAsync(PlacedWorker worker, PlacementEnd end, CancellationToken cancellationToken)
    {
        // Dead jobs are not left to pile up; and where the cluster replaces what was lost, this ends the replacement too.
        if (parts.Book.End(worker, end) && !worker.Stopping)
        {
            await TryAsync(worker.Place!.Job, () => parts.Jobs.RemoveAsync(worker.Place.Job, cancellationToken));
        }
    }

    private async Task RemoveOrphansAsync(ILookup<string, NomadAllocation> listed, CancellationToken cancellationToken)
    {
        var children = await parts.Jobs.ChildrenAsync(null, cancellationToken);
        foreach (var gone in _settled.Keys.Except(children.Select(c => c.ID), StringComparer.Ordinal).ToList())
        {
            _settled.TryRemove(gone, out _);
        }

        var unknown = children.Where(c => parts.Book.OfJob(c.ID) is null && !_settled.ContainsKey(c.ID)).ToList();
        var ours = await parts.Jobs.DetailsAsync(unknown, cancellationToken);
        foreach (var foreign in unknown.Select(c => c.ID).Except(ours.Select(j => j.ID), StringComparer.Ordinal))
        {
            _settled.TryAdd(foreign, true);
        }

        foreach (var orphan in ours)
        {
            // One that is known by its worker is being placed at this moment.
            if (orphan.Meta!.GetValueOrDefault(WarmPoolJob.WorkerMeta) is { } id && !parts.Book.Knows(id))
            {
                await TryAsync(orphan.ID, () => RemoveOrphanAsync(orphan.ID, [.. listed[orphan.ID].Where(a => !PlacementEnd.IsOver(a))], cancellationToken));
            }
        }
    }

    private async Task RemoveOrphanAsync(string job, List<NomadAllocation> live, CancellationToken cancellationToken)
    {
        foreach (var allocation in live)
        {
            await parts.Jobs.KillAsync(allocation.ID, cancellationToken);
        }

        if (await parts.Jobs.RemoveAsync(job, cancellationToken))
        {
            logger.OrphanRemoved(job);
        }
        else if (live.Count == 0)
        {
            // Dead, and ours to look at no more: the cluster collects it.
            _settled.TryAdd(job, true);
        }
    }

    private async Task TryAsync(string job, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (NomadException e)
        {
            logger.JobLeft(job, e.Message);
        }
    }
}
