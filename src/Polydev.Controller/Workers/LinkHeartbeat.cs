using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Cluster;

namespace Polydev.Controller.Workers;

/// <summary>One pulse for all links: pings, drops links that do not answer, gives up workers that do not dial again.</summary>
internal sealed class LinkHeartbeat(WorkerDirectory directory, WorkerLinkOptions options, IHosts hosts, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<LinkHeartbeat> log) : BackgroundService
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    /// <summary>One pulse.</summary>
    internal void Beat()
    {
        var now = clock.GetTimestamp();
        var interval = Ticks(options.PingInterval);
        var timeout = Ticks(options.PongTimeout);
        foreach (var worker in directory.Live)
        {
            var away = worker.Allocation is { Node: var node } ? hosts.AwayFor(node) : TimeSpan.Zero;
            if (away > TimeSpan.Zero)
            {
                AwaitNode(worker, away);
            }

            if (worker.Link is not { } link)
            {
                if (worker.RedialBy is { } by && now > by)
                {
                    directory.End(worker, WorkerEnd.LinkLost, LostReason(worker, away));
                }
            }
            else if (away > options.RedialWindow && worker.Attempts.Count == 0)
            {
                directory.End(worker, WorkerEnd.LinkLost, LostReason(worker, away));
            }
            else if (link.Beat(now, interval) > timeout)
            {
                log.LinkSilent(worker.Id, options.PongTimeout.TotalSeconds);
                link.Drop($"no pong for {options.PongTimeout.TotalSeconds:0} s");
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Links never end by themselves: without this, a stopping server would wait for them until it loses patience.
        using var onStopping = lifetime.ApplicationStopping.Register(DropAll);
        using var timer = new PeriodicTimer(Pulse, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Beat();
        }
    }

    private void DropAll()
    {
        foreach (var worker in directory.Live)
        {
            worker.Link?.Drop("the controller stops");
        }
    }

    /// <summary>A node that is away may come back with all that its workers streamed meanwhile. What had no output does not wait for that: it can be tried elsewhere.</summary>
    private void AwaitNode(LiveWorker worker, TimeSpan away)
    {
        var unfinished = worker.Attempts.Unfinished.ToLookup(attempt => attempt.HasOutput);
        if (worker.Link is null && away <= options.AwayWindow && unfinished.Contains(true))
        {
            worker.RedialBy = clock.GetTimestamp() + Ticks(options.RedialWindow);
        }

        if (away > options.RedialWindow)
        {
            foreach (var attempt in unfinished[false])
            {
                worker.Attempts.Remove(attempt);
                attempt.OnWorkerGone(LostReason(worker, away));
            }
        }
    }

    /// <summary>Links go through the host's own process: where that is away too, it is the host that is lost.</summary>
    private string LostReason(LiveWorker worker, TimeSpan away) =>
        worker.Allocation is { Node: var node } && away > TimeSpan.Zero ? $"node {node} lost" : $"link lost for {options.RedialWindow.TotalSeconds:0} s";

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);
}
