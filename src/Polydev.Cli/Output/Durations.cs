using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Polydev.Cli.Output;

/// <summary>Lengths of time as a person writes them: <c>90s</c>, <c>10m</c>, <c>1h</c>, <c>1.5d</c>.</summary>
internal static class Durations
{
    /// <summary>An option that takes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for, with what holds when it is left out.</param>
    public static Option<TimeSpan?> Option(string name, string description) => new(name) { Description = description, HelpName = "time", CustomParser = Parse };

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var trimmed = text.AsSpan().Trim();
        var unit = trimmed.Length > 1 ? trimmed[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 } : 0;
        if (unit == 0 || !double.TryParse(trimmed[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number * unit > TimeSpan.MaxValue.TotalSeconds / 2)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(number * unit);
        return true;
    }

    private static TimeSpan? Parse(ArgumentResult result)
    {
        if (TryParse(result.Tokens[0].Value, out var duration))
        {
            return duration;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no length of time: write it as 90s, 10m, 1h or 7d.");
        return null;
    }
}
