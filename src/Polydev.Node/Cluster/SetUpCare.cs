using Microsoft.Extensions.Logging;

namespace Polydev.Node.Cluster;

/// <summary>Has ready what the workers need: tries again while that fails, and looks every second whether it still is.</summary>
/// <param name="setUp">Makes it ready, and does nothing while it is; says what is wrong, null for nothing.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told what is wrong.</param>
internal sealed class SetUpCare(Func<CancellationToken, Task<string?>> setUp, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the token is cancelled.</summary>
    /// <param name="first">The first try.</param>
    /// <param name="ready">Called once, when it is ready for the first time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Task<string?> first, Action ready, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time);
        var (said, wasReady) = ((string?)null, false);
        for (var fault = await first; ; fault = await setUp(cancellationToken))
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
