using System.Globalization;
using System.Runtime.InteropServices;

namespace Polydev.Benchmarks.Reports;

/// <summary>A table that is readable in a terminal and is Markdown as it stands.</summary>
internal sealed class Table(params string[] columns)
{
    private readonly List<object[]> _rows = [];

    /// <summary>Names of the columns, units with them.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>The rows, as they were measured.</summary>
    public IReadOnlyList<object[]> Rows => _rows;

    /// <summary>Adds a row.</summary>
    public void Row(params object[] cells) => _rows.Add(cells);

    /// <summary>Reports it.</summary>
    public void Print(string title) => Report.Add(title, this);

    /// <summary>Writes it for people.</summary>
    public void Write(string title)
    {
        var rows = _rows.Select(r => r.Select(Text).ToArray()).ToList();
        var widths = columns.Select((c, i) => rows.Select(r => r[i].Length).Append(c.Length).Max()).ToArray();
        Console.WriteLine();
        Console.WriteLine("**" + title + "**");
        Console.WriteLine();
        Console.WriteLine(Line(columns, widths));
        Console.WriteLine("|" + string.Concat(widths.Select(w => " " + new string('-', w) + " |")));
        rows.ForEach(r => Console.WriteLine(Line(r, widths)));
    }

    /// <summary>The machine a figure was measured on.</summary>
    public static string Machine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");

    /// <summary>The median of the rounds.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }

    private static string Line(string[] cells, int[] widths) => "|" + string.Concat(cells.Select((c, i) => " " + c.PadRight(widths[i]) + " |"));

    private static string Text(object cell) => cell switch
    {
        double number when double.IsNaN(number) => "-",
        double number when Math.Abs(number) >= 100 => number.ToString("#,0", CultureInfo.InvariantCulture),
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}
