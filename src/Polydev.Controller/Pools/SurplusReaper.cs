namespace Polydev.Controller.Pools;

/// <summary>Gives surplus workers back slowly: a pool that lets go at once pays for it at the next claim.</summary>
internal sealed class SurplusReaper
{
    private const double TenthOf = 0.1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private DateTimeOffset? _since;
    private DateTimeOffset _last;
    private int _least;

    /// <summary>How many workers to end now: from the thirtieth second of an unbroken surplus on, a tenth of it every five seconds.</summary>
    /// <param name="now">The time.</param>
    /// <param name="surplus">Ready workers more than wanted.</param>
    public int Take(DateTimeOffset now, int surplus)
    {
        if (surplus <= 0)
        {
            _since = null;
            return 0;
        }

        // Only what was too much all the time is let go: a claim and its replacement make the number swing by one.
        _least = _since is null ? surplus : Math.Min(_least, surplus);
        _since ??= now;
        if (now - _since < Patience || now - _last < Pace)
        {
            return 0;
        }

        _last = now;
        var count = (int)Math.Ceiling(_least * TenthOf);
        _least = surplus - count;
        return count;
    }
}
