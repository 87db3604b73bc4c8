using Microsoft.Extensions.Logging;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>Has ready what the workers need for as long as a control connection lasts: tries again while that fails, and looks whether it still is.</summary>
internal sealed class SetUpCare(NodeWork work, TimeProvider time, ILogger<SetUpCare> logger)
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the token is cancelled.</summary>
    /// <param name="first">The first try.</param>
    /// <param name="setup">What the controller wants.</param>
    /// <param name="ready">Called once, when it is ready for the first time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Task<string?> first, SetupReply setup, Action ready, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time);
        var (said, wasReady) = ((string?)null, false);
        for (var fault = await first; ; fault = await work.SetUp(setup, cancellationToken))
        {
            if (fault is not null)
            {
                Say(fault, ref said);
                await backoff.WaitAsync(cancellationToken);
                continue;
            }

            if (!wasReady)
            {
                wasReady = true;
                ready();
            }

            said = null;
            backoff.Reset();
            await Task.Delay(s_look, time, cancellationToken);
        }
    }

    /// <summary>Says what is wrong once, and not at every try.</summary>
    private void Say(string fault, ref string? said)
    {
        if (fault != said)
        {
            said = fault;
            logger.NotSetUp(fault);
        }
    }
}
