using System.Globalization;

namespace Polydev.Cli.Output;

/// <summary>Writes quantities for people: never more digits than mean something.</summary>
internal static class Format
{
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Milliseconds as <c>0.42 ms</c>, <c>45.3 ms</c>, <c>3.21 s</c> or <c>2m 05s</c>; a dash when not known.</summary>
    public static string Milliseconds(double? milliseconds) => milliseconds switch
    {
        null => "-",
        < 10 => Invariant($"{milliseconds:0.00} ms"),
        < 1000 => Invariant($"{milliseconds:0.0} ms"),
        < 60_000 => Invariant($"{milliseconds / 1000:0.00} s"),
        _ => Invariant($"{(long)(milliseconds.Value / 60_000)}m {(long)(milliseconds.Value / 1000) % 60:00}s"),
    };

    /// <summary>Bytes as <c>512 B</c>, <c>1.5 KiB</c>, <c>62 GiB</c>; a dash when not known.</summary>
    public static string Bytes(long? bytes)
    {
        if (bytes is not { } count)
        {
            return "-";
        }

        double value = count;
        var unit = 0;
        while (Math.Abs(value) >= 1024 && unit < ByteUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0 || value >= 100 || value == Math.Floor(value) ? Invariant($"{value:0} {ByteUnits[unit]}") : Invariant($"{value:0.0} {ByteUnits[unit]}");
    }

    /// <summary>US dollars as <c>$0.000123</c> or <c>$12.34</c>; <c>unknown</c> when there is no price, which is not the same as free.</summary>
    public static string Dollars(decimal? dollars) => dollars switch
    {
        null => "unknown",
        0 => "$0",
        < 0.01m => Invariant($"${dollars:0.######}"),
        < 1 => Invariant($"${dollars:0.####}"),
        _ => Invariant($"${dollars:#,0.00}"),
    };

    /// <summary>A whole number with thousands separated.</summary>
    public static string Count(long? count) => count is { } number ? Invariant($"{number:#,0}") : "-";

    /// <summary>How long ago, as <c>12s</c>, <c>3m</c>, <c>5h</c> or <c>2d</c>.</summary>
    public static string Age(DateTimeOffset since, DateTimeOffset now) => (now - since) switch
    {
        { TotalSeconds: < 60 } age => Invariant($"{Math.Max(0, (long)age.TotalSeconds)}s"),
        { TotalMinutes: < 60 } age => Invariant($"{(long)age.TotalMinutes}m"),
        { TotalHours: < 48 } age => Invariant($"{(long)age.TotalHours}h"),
        var age => Invariant($"{(long)age.TotalDays}d"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
