using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Drains;

/// <summary>Drains our node on a host that the Nomad cluster drains, and lets it back in when the cluster does: <c>nomad node drain</c> is enough.</summary>
internal sealed class ClusterDrains(ClusterLine line, IEnumerable<INodeDrains> drains, ILogger<ClusterDrains> logger) : BackgroundService
{
    private const string ByWhom = "nomad";
    private static readonly EventTopic[] s_topics = [new("Node")];
    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(30);

    // Our side wants a time; after this one an operator will have looked.
    private static readonly TimeSpan s_noDeadline = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<string, NodeDrain> _draining = new(StringComparer.Ordinal);
    // Where each node stood when it was last seen, as an agent that was restarted tells again what is long over; and whether it was in use then.
    private readonly ConcurrentDictionary<string, (ulong Index, bool InUse)> _seen = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1);
    private readonly INodeDrains? _drains = drains.FirstOrDefault();

    /// <summary>What drains, by the cluster's id of the node.</summary>
    public IReadOnlyDictionary<string, NodeDrain> Draining => _draining;

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _gate.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Without nodes that join there is nobody to drain: the driver of the cluster itself sees its workers end.
        if (!line.IsConfigured || _drains is null)
        {
            return;
        }

        await Task.WhenAll(FollowAsync(_drains, stoppingToken), SweepAsync(_drains, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FollowAsync(INodeDrains ours, CancellationToken cancellationToken)
    {
        await foreach (var item in new NomadFeed(line.Client, line.Time).ReadAsync(s_topics, null, cancellationToken))
        {
            switch (item)
            {
                case FeedItem.Resync:
                    await CompareAsync(ours, cancellationToken);
                    break;
                case FeedItem.Changed { Event.Payload.Node: { } node }:
                    await SeeAsync(ours, node, told: true, cancellationToken);
                    break;
                case FeedItem.Silent lost:
                    logger.DrainsUnknown(ClusterFault.Of(lost.Why).Message);
                    break;
            }
        }
    }

    /// <summary>Compares now and then: our node of a host that drains may join later.</summary>
    private async Task SweepAsync(INodeDrains ours, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_sweep, line.Time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await CompareAsync(ours, cancellationToken);
        }
    }

    private async Task CompareAsync(INodeDrains ours, CancellationToken cancellationToken)
    {
        try
        {
            var listed = (await line.Client.Nodes.ListAsync(null, cancellationToken)).Value;
            foreach (var node in listed)
            {
                // A list says neither until when one drains nor what its host is called.
                var whole = IsInUse(node) && WasInUse(node) ? node : (await line.Client.Nodes.GetAsync(node.ID, null, cancellationToken)).Value;
                await SeeAsync(ours, whole, told: false, cancellationToken);
            }
        }
        catch (NomadException e)
        {
            // The next comparison is at most a sweep away.
            logger.DrainsUnknown(ClusterFault.Of(e).Message);
        }
    }

    private async Task SeeAsync(INodeDrains ours, NomadNode node, bool told, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var now = line.Time.GetUtcNow();
            var before = _draining.GetValueOrDefault(node.ID);
            if (told && _seen.TryGetValue(node.ID, out var known) && node.ModifyIndex < known.Index)
            {
                return;
            }

            if (NodeDrain.Of(node, before, now) is { } drain)
            {
                PassOn(ours, node, drain, before, now);
            }
            else
            {
                TakeBack(ours, node, before);
            }

            _seen[node.ID] = (node.ModifyIndex, IsInUse(node));
        }
        finally
        {
            _gate.Release();
        }
    }

    private void PassOn(INodeDrains ours, NomadNode node, NodeDrain drain, NodeDrain? before, DateTimeOffset now)
    {
        // Of a drain that is over the cluster says no deadline any more: the one that our side remembers over a restart stays.
        var names = drain.Names.Where(name => node.Drain || drain.Deadline is not null || !ours.IsDrainedBy(name, ByWhom));
        var left = drain.Deadline is { } at ? Left(at, now) : s_noDeadline;
        List<bool> done = [.. names.Select(name => ours.Drain(name, ByWhom, left))];
        _draining[node.ID] = drain;
        if (done.Contains(true) && !drain.Same(before))
        {
            logger.HostDrains(node.Name ?? node.ID, drain.Deadline);
        }
    }

    private void TakeBack(INodeDrains ours, NomadNode node, NodeDrain? before)
    {
        // Our side remembers drains over restarts: one that ended while nobody looked is taken back with the first look at the host in use.
        var unseen = before is null && IsInUse(node) && !WasInUse(node);
        if ((before ?? (unseen ? new NodeDrain(NodeDrain.NamesOf(node), null) : null)) is not { } drain)
        {
            return;
        }

        List<bool> done = [.. drain.Names.Select(name => ours.Undrain(name, ByWhom))];
        if (before is not null && done.Contains(true))
        {
            logger.HostIsBack(drain.Names[0]);
        }

        _draining.TryRemove(node.ID, out _);
    }

    private bool WasInUse(NomadNode node) => _seen.GetValueOrDefault(node.ID).InUse;

    private static bool IsInUse(NomadNode node) => node is { Drain: false, SchedulingEligibility: "eligible" };

    private static TimeSpan Left(DateTimeOffset at, DateTimeOffset now) => at > now ? at - now : TimeSpan.Zero;
}
