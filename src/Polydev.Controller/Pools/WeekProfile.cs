namespace Polydev.Controller.Pools;

/// <summary>What each hour of the week needed, learned over weeks. Small enough to be kept in a file.</summary>
internal sealed record WeekProfile
{
    /// <summary>Hours of a week.</summary>
    public const int Hours = 7 * 24;

    private const double NewWeight = 0.3;

    /// <summary>Claims per second by hour of the week, Sunday 0:00 UTC first; 0 for hours never seen.</summary>
    public double[] Rates { get; init => field = value ?? new double[Hours]; } = new double[Hours];

    /// <summary>Largest draw on the stock by hour of the week, likewise.</summary>
    public double[] Draws { get; init => field = value ?? new double[Hours]; } = new double[Hours];

    /// <summary>Whether the arrays have the right shape: files can be edited.</summary>
    public bool IsValid() =>
        Rates is { Length: Hours } && Draws is { Length: Hours }
        && Array.TrueForAll(Rates, r => r is >= 0 and < 1e6) && Array.TrueForAll(Draws, d => d is >= 0 and < 1e6);

    /// <summary>Claims per second expected at a time.</summary>
    public double RateAt(DateTimeOffset time) => Rates[HourOf(time)];

    /// <summary>Draw on the stock expected at a time.</summary>
    public double DrawAt(DateTimeOffset time) => Draws[HourOf(time)];

    /// <summary>Takes an hour that was seen whole into the profile.</summary>
    public void Learn(DateTimeOffset hour, double rate, double draw)
    {
        var at = HourOf(hour);
        Rates[at] = Blend(Rates[at], rate);
        Draws[at] = Blend(Draws[at], draw);
    }

    /// <summary>The hour of the week.</summary>
    public static int HourOf(DateTimeOffset time) => ((int)time.UtcDateTime.DayOfWeek * 24) + time.UtcDateTime.Hour;

    private static double Blend(double old, double seen) => old <= 0 ? seen : old + (NewWeight * (seen - old));
}
