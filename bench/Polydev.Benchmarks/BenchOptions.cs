using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Polydev.Benchmarks;

/// <summary>Options of the benches: how much of everything they do.</summary>
internal static class BenchOptions
{
    /// <summary>A whole number.</summary>
    /// <param name="name">Its name, dashes included.</param>
    /// <param name="usual">What it is unless given.</param>
    /// <param name="description">What is counted.</param>
    /// <param name="least">The least it may be.</param>
    public static Option<int> Count(string name, int usual, string description, int least = 1)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => usual };
        option.CustomParser = result =>
            int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least
                ? count
                : Refuse<int>(result, name, $"a whole number, at least {least}");
        return option;
    }

    /// <summary>A time in seconds.</summary>
    /// <param name="name">Its name, dashes included.</param>
    /// <param name="usual">What it is unless given.</param>
    /// <param name="description">What lasts so long.</param>
    public static Option<double> Seconds(string name, double usual, string description)
    {
        Option<double> option = new(name) { Description = description, DefaultValueFactory = _ => usual };
        option.CustomParser = result =>
            double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86_400
                ? seconds
                : Refuse<double>(result, name, "seconds, more than 0 and less than a day");
        return option;
    }

    private static T? Refuse<T>(ArgumentResult result, string name, string wanted)
    {
        result.AddError($"{name} wants {wanted}, not '{result.Tokens[0].Value}'.");
        return default;
    }
}
