namespace Polydev.Controller.Storage;

/// <summary>Money as it is stored: whole billionths of a US dollar, so that sums are exact and SQL can add them.</summary>
internal static class NanoUsd
{
    private const decimal PerDollar = 1_000_000_000m;

    /// <summary>Rounds to the nearest billionth; unknown stays unknown.</summary>
    public static long? From(decimal? dollars) =>
        dollars is { } amount ? (long)Math.Round(amount * PerDollar, MidpointRounding.ToEven) : null;

    /// <summary>Back to dollars; unknown stays unknown.</summary>
    public static decimal? ToUsd(long? nano) => nano is { } amount ? amount / PerDollar : null;
}
