using Polydev.Protocol.Events;

namespace Polydev.Controller.Executions;

/// <summary>How long to wait before another attempt: as long as the provider asks, else longer each time, with jitter so that many do not return at once.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="error">Why it failed.</param>
    /// <param name="tries">How many attempts were made at the target, from 1.</param>
    /// <param name="chance">A number from 0 to 1 for the jitter.</param>
    public static TimeSpan After(ExecutionError error, int tries, double chance)
    {
        if (error.RetryAfterSeconds is { } asked)
        {
            return TimeSpan.FromSeconds(Math.Clamp(asked, 0, 86_400));
        }

        var full = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, tries - 1));
        return TimeSpan.FromMilliseconds(full * (0.5 + (0.5 * chance)));
    }
}
