using System.Globalization;
using Polydev.Cli.Client;
using Spectre.Console;

namespace Polydev.Cli.Output;

/// <summary>Draws where one execution's time went: a row per phase, each bar at its place on a common scale.</summary>
internal sealed class Timeline
{
    private const int LabelWidth = 14;
    private const int TimeWidth = 10;
    private const int LargestWidth = 80;

    private readonly List<Row> _rows = [];
    private readonly int _barWidth;
    private readonly double _total;

    private Timeline(ExecutionView execution, int width)
    {
        _barWidth = Math.Min(width, LargestWidth) - LabelWidth - (2 * TimeWidth) - 5;
        _total = execution.Timings.TotalMs ?? execution.Attempts.Max(attempt => attempt.EndMs) ?? 0;
        Add("queued", 0, execution.Timings.QueuedMs, Color.Grey);
        double? previousEnd = null;
        foreach (var attempt in execution.Attempts)
        {
            AddAttempt(attempt, previousEnd, execution.Attempts.Count > 1);
            previousEnd = attempt.EndMs;
        }

        Add("total", 0, execution.Timings.TotalMs, Color.Default);
    }

    /// <summary>Writes the rows.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="execution">The execution.</param>
    /// <param name="width">Columns there are; more than 80 are not used.</param>
    public static void Write(IAnsiConsole console, ExecutionView execution, int width)
    {
        var timeline = new Timeline(execution, width);
        console.WriteLine("  " + "phase".PadRight(LabelWidth) + "start".PadLeft(TimeWidth) + "took".PadLeft(TimeWidth), new Style(decoration: Decoration.Dim));
        timeline._rows.ForEach(row => timeline.WriteRow(console, row));
    }

    private void AddAttempt(AttemptView attempt, double? previousEnd, bool several)
    {
        if (several)
        {
            Add("wait", previousEnd, attempt.AskedMs, Color.Grey);
            var number = attempt.Number.ToString(CultureInfo.InvariantCulture);
            _rows.Add(new Row($"attempt {number}: {attempt.Provider} {attempt.Model}{(attempt.Error is { } error ? ", " + error.Code : "")}", null, null, Color.Default));
        }

        Add("claim", attempt.AskedMs, attempt.ClaimedMs, Color.Yellow);
        Add(attempt.ConnectionReused ? "send" : "connect, send", attempt.ClaimedMs, attempt.SentMs, Color.Blue);
        Add("first byte", attempt.SentMs, attempt.FirstByteMs, Color.Purple);
        Add("first event", attempt.FirstByteMs, attempt.FirstEventMs, Color.Purple);
        Add("stream", attempt.FirstEventMs ?? attempt.FirstByteMs ?? attempt.SentMs ?? attempt.ClaimedMs, attempt.EndMs, Color.Green);
    }

    private void Add(string label, double? from, double? to, Color colour)
    {
        if (from is { } start && to is { } end && end >= start)
        {
            _rows.Add(new Row(label, start, end, colour));
        }
    }

    private void WriteRow(IAnsiConsole console, Row row)
    {
        if (row.From is not { } from || row.To is not { } to)
        {
            console.WriteLine("  " + row.Label, new Style(decoration: Decoration.Bold));
            return;
        }

        console.Write("  " + row.Label.PadRight(LabelWidth) + Format.Milliseconds(from).PadLeft(TimeWidth) + Format.Milliseconds(to - from).PadLeft(TimeWidth) + "  ");
        console.WriteLine(Bar(from, to), new Style(row.Colour));
    }

    /// <summary>A bar in eighths of a column; what took time at all shows at least one eighth.</summary>
    private string Bar(double from, double to)
    {
        if (_total <= 0)
        {
            return "";
        }

        var start = (int)Math.Min(_barWidth - 1, from / _total * _barWidth);
        var eighths = Math.Max(1, (int)Math.Round((to - from) / _total * _barWidth * 8));
        eighths = Math.Min(eighths, (_barWidth - start) * 8);
        var bar = new string(' ', start) + new string('█', eighths / 8);
        return eighths % 8 == 0 ? bar : bar + (char)('█' + (8 - (eighths % 8)));
    }

    /// <summary>A line of the drawing: a phase with its times, or a heading without.</summary>
    private sealed record Row(string Label, double? From, double? To, Color Colour);
}
