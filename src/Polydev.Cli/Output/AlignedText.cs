using System.Text;
using Spectre.Console;

namespace Polydev.Cli.Output;

/// <summary>Writes rows of cells in aligned columns, without borders or blanks at the end, so that they can be read, grepped and cut.</summary>
internal static class AlignedText
{
    private const string Gap = "  ";

    /// <summary>Writes the rows.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="header">The first row, dim; null for none.</param>
    /// <param name="rows">The rows, all with the same number of cells.</param>
    /// <param name="indent">Blanks before each row.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<string>? header, IReadOnlyList<IReadOnlyList<string>> rows, int indent = 0)
    {
        var all = header is null ? rows : [header, .. rows];
        var widths = Enumerable.Range(0, all.Max(row => row.Count)).Select(column => all.Max(row => row[column].Length)).ToArray();
        if (header is not null)
        {
            console.Profile.Out.Writer.WriteLine(console.Profile.Capabilities.Ansi ? $"\e[2m{Line(header, widths, indent)}\e[0m" : Line(header, widths, indent));
        }

        // Past the console: a row wider than the terminal is the terminal's to wrap, and a selection of it stays one line.
        foreach (var row in rows)
        {
            console.Profile.Out.Writer.WriteLine(Line(row, widths, indent));
        }
    }

    private static string Line(IReadOnlyList<string> cells, int[] widths, int indent)
    {
        var line = new StringBuilder(new string(' ', indent));
        for (var i = 0; i < cells.Count; i++)
        {
            line.Append(cells[i].PadRight(widths[i])).Append(Gap);
        }

        return line.ToString().TrimEnd();
    }
}
