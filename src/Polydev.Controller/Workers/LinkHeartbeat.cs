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
            if (worker.Link is { } link)
            {
                if (link.Beat(now, interval) > timeout)
                {
                    log.LinkSilent(worker.Id, options.PongTimeout.TotalSeconds);
                    link.Drop($"no pong for {options.PongTimeout.TotalSeconds:0} s");
                }
            }
            else if (worker.RedialBy is { } by && now > by)
            {
                directory.End(worker, WorkerEnd.LinkLost, LostReason(worker));
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

    /// <summary>Links go through the host's own process: where that is away too, it is the host that is lost.</summary>
    private string LostReason(LiveWorker worker) =>
        worker.Allocation is { Node: var node } && hosts.IsAway(node) ? $"node {node} lost" : $"link lost for {options.RedialWindow.TotalSeconds:0} s";

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);
}
