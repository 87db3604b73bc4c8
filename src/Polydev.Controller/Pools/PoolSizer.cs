namespace Polydev.Controller.Pools;

/// <summary>Says how many warm workers a pool should hold, from what it has seen. No clock, no randomness: the same history gives the same answer.</summary>
/// <remarks>
/// A claim takes a worker away and its replacement comes one start later, so the stock must last for the claims of that time. The target is the
/// largest of: a high quantile of that number at the rate of now (negative binomial: arrivals come in clumps, Poisson would be too brave);
/// the largest draw on the stock that was seen lately, which fades with hours (a burst of yesterday may come again); and what the same hour of
/// other weeks needed.
/// </remarks>
internal sealed class PoolSizer
{
    private const double Quantile = 0.999;
    private static readonly TimeSpan Foresight = TimeSpan.FromMinutes(2);

    private readonly ReplacementTime _replacement = new();
    private readonly ArrivalHistory _arrivals;
    private readonly WeekProfile _week;

    /// <summary>A sizer that has seen nothing, or what an earlier one has kept.</summary>
    public PoolSizer(WeekProfile? week = null)
    {
        _week = week ?? new WeekProfile();
        _arrivals = new ArrivalHistory(_week);
    }

    /// <summary>What is worth keeping over a restart.</summary>
    public WeekProfile Week => _week;

    /// <summary>Claims of warm workers per second, as of the last observation.</summary>
    public double Rate => _arrivals.Rate;

    /// <summary>Time a replacement takes, its high quantile.</summary>
    public TimeSpan Replacement => _replacement.High;

    /// <summary>Takes note of claims.</summary>
    /// <param name="now">The time; never earlier than before.</param>
    /// <param name="claims">How many warm workers were taken since the last call; may be none.</param>
    public void ObserveClaims(DateTimeOffset now, long claims) => _arrivals.Observe(now, claims);

    /// <summary>Takes note of how long a start took until its worker was warm.</summary>
    public void ObserveStart(TimeSpan took) => _replacement.Observe(took);

    /// <summary>Warm workers to hold.</summary>
    /// <param name="now">The time.</param>
    /// <param name="floor">Never fewer.</param>
    /// <param name="ceiling">Never more.</param>
    /// <param name="parallelStarts">Starts under way at the same time: together with their length the speed at which workers come.</param>
    public int Target(DateTimeOffset now, int floor, int ceiling, int parallelStarts)
    {
        _arrivals.SetSupply(parallelStarts / _replacement.Typical.TotalSeconds, _replacement.High);
        var rate = Math.Max(_arrivals.Rate, Math.Max(_week.RateAt(now), _week.RateAt(now + Foresight)));
        var demand = ClaimQuantile.Of(rate * _replacement.High.TotalSeconds, _arrivals.Dispersion, Quantile);
        var remembered = Math.Max(_arrivals.PeakDraw(now), Math.Max(_week.DrawAt(now), _week.DrawAt(now + Foresight)));
        return Math.Clamp(Math.Max(demand, (int)Math.Ceiling(remembered)), Math.Min(floor, ceiling), ceiling);
    }
}
