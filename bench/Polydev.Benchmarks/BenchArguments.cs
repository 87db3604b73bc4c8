using System.Globalization;

namespace Polydev.Benchmarks;

/// <summary>The options of a bench, <c>--name value</c>.</summary>
internal sealed class BenchArguments(string[] arguments)
{
    /// <summary>A whole number.</summary>
    public int Int(string name, int usual) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    /// <summary>Seconds.</summary>
    public TimeSpan Seconds(string name, double usual) =>
        TimeSpan.FromSeconds(Text(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : usual);

    /// <summary>Whether a switch is there.</summary>
    public bool Has(string name) => arguments.Contains("--" + name, StringComparer.Ordinal);

    private string? Text(string name)
    {
        var at = Array.IndexOf(arguments, "--" + name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }
}
