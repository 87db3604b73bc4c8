using System.Buffers;
using System.Globalization;

namespace Polydev.Providers.Errors;

/// <summary>Reads durations as Go and Protocol Buffers write them: <c>6m0s</c>, <c>120ms</c>, <c>1h2m3.5s</c>, <c>34s</c>.</summary>
internal static class Durations
{
    private static readonly SearchValues<char> FigureCharacters = SearchValues.Create("0123456789.");

    /// <summary>The duration in seconds; null when the text is none.</summary>
    public static double? Seconds(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var total = 0.0;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var digits = rest.IndexOfAnyExcept(FigureCharacters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure))
            {
                return null;
            }

            rest = rest[digits..];
            var letters = rest.IndexOfAny(FigureCharacters);
            var unit = letters < 0 ? rest : rest[..letters];
            if (Unit(unit) is not { } scale)
            {
                return null;
            }

            total += figure * scale;
            rest = rest[unit.Length..];
        }

        return Math.Round(total, 9); // Nanoseconds are the finest unit there is.
    }

    private static double? Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => 3600,
        "m" => 60,
        "s" => 1,
        "ms" => 1e-3,
        "us" or "µs" or "μs" => 1e-6,
        "ns" => 1e-9,
        _ => null,
    };
}
