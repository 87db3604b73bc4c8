using System.Globalization;

namespace Polydev.Providers.Errors;

/// <summary>Reads the headers in which providers say whether and when to ask again.</summary>
internal static class RetryAdvice
{
    private const double LongestWait = 7 * 24 * 3600;

    /// <summary>The provider's explicit word on trying again; null when it gives none.</summary>
    public static bool? ShouldRetry(ProviderAnswer answer) => answer.Header("x-should-retry") switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>The explicit wait in seconds: <c>retry-after-ms</c>, else <c>retry-after</c> in seconds or as an HTTP date.</summary>
    public static double? Seconds(ProviderAnswer answer, DateTimeOffset now)
    {
        if (Number(answer.Header("retry-after-ms")) is { } milliseconds)
        {
            return Sane(milliseconds / 1000);
        }

        var after = answer.Header("retry-after");
        if (Number(after) is { } seconds)
        {
            return Sane(seconds);
        }

        return DateTimeOffset.TryParseExact(after, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? Sane((date - now).TotalSeconds)
            : null;
    }

    /// <summary>Of several rate windows, when the last of those used up reopens; if none is said to be used up, when the first one does.</summary>
    /// <param name="windows">Seconds to reset and what remains, per window; null where a header is missing.</param>
    public static double? Reopening(ReadOnlySpan<(double? Reset, string? Remaining)> windows)
    {
        double? usedUp = null;
        double? first = null;
        foreach (var (reset, remaining) in windows)
        {
            if (reset is not { } seconds)
            {
                continue;
            }

            first = Math.Min(first ?? seconds, seconds);
            if (remaining == "0")
            {
                usedUp = Math.Max(usedUp ?? seconds, seconds);
            }
        }

        return (usedUp ?? first) is { } wait ? Sane(wait) : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static double? Sane(double seconds) => seconds > LongestWait ? null : Math.Max(0, seconds);
}
