using System.Globalization;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Polydev.Controller.Cluster.Checks;
using Spectre.Console;

namespace Polydev.Cli.Clusters;

/// <summary>Shows the findings of a check, a line each as they come, and closes with how many passed; or one JSON document.</summary>
internal sealed class ClusterCheckText(Shell shell, bool json)
{
    private const int NameWidth = 14;
    private const int Margin = 24;

    private readonly List<ClusterCheck> _checks = [];

    /// <summary>Findings so far.</summary>
    public int Count => _checks.Count;

    /// <summary>Says how the check is made, to people.</summary>
    public void Note(string text)
    {
        if (!json)
        {
            shell.Error.WriteLine(text);
        }
    }

    /// <summary>Adds a finding.</summary>
    public void Add(ClusterCheck check)
    {
        _checks.Add(check);
        if (json)
        {
            return;
        }

        var console = shell.OutConsole();
        var (word, colour) = check.Outcome switch
        {
            CheckOutcome.Ok => ("ok", Color.Green),
            CheckOutcome.Failed => ("FAILED", Color.Red),
            _ => ("skipped:", Color.Yellow),
        };
        console.Write(new Text(word.PadRight(Margin - NameWidth), new Style(colour)));
        console.Profile.Out.Writer.WriteLine($"{check.Name.PadRight(NameWidth)}{check.Found} ({Format.Milliseconds(check.TookMs)})");
        if (check.Next is { } next)
        {
            console.WriteLine(new string(' ', Margin) + next, new Style(decoration: Decoration.Dim));
        }
    }

    /// <summary>Closes, and gives the exit code.</summary>
    public int Close()
    {
        var passed = _checks.Count(c => c.Outcome == CheckOutcome.Ok);
        if (json)
        {
            WriteJson(passed);
        }
        else
        {
            shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed}/{_checks.Count} passed"));
        }

        return passed == _checks.Count && passed > 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private void WriteJson(int passed) => JsonOutput.WriteObject(shell.Out, document =>
    {
        document.WriteNumber("passed", passed);
        document.WriteNumber("of", _checks.Count);
        document.WriteStartArray("checks");
        foreach (var check in _checks)
        {
            document.WriteStartObject();
            document.WriteString("name", check.Name);
            document.WriteString("outcome", System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(check.Outcome.ToString()));
            document.WriteString("found", check.Found);
            if (check.Next is { } next)
            {
                document.WriteString("next", next);
            }

            document.WriteNumber("took_ms", check.TookMs);
            document.WriteEndObject();
        }

        document.WriteEndArray();
    });
}
