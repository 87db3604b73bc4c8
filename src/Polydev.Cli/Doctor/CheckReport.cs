using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Spectre.Console;

namespace Polydev.Cli.Doctor;

/// <summary>Shows findings, one line each and what to do below, or as one JSON document.</summary>
internal static class CheckReport
{
    private const int LeastWidth = 15;
    private const int Margin = 7;

    /// <summary>Shows them all, and gives the exit code: failed when one of them is.</summary>
    public static int Show(Shell shell, bool json, IReadOnlyList<Check> checks)
    {
        if (json)
        {
            WriteJson(shell, checks);
        }
        else
        {
            var width = Math.Max(LeastWidth, checks.Max(check => check.Name.Length));
            foreach (var check in checks)
            {
                Write(shell.OutConsole(), check, width);
            }
        }

        return checks.Any(check => check.Status == CheckStatus.Fail) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static void Write(IAnsiConsole console, Check check, int width)
    {
        var (word, colour) = check.Status switch
        {
            CheckStatus.Ok => ("ok  ", Color.Green),
            CheckStatus.Warn => ("warn", Color.Yellow),
            _ => ("fail", Color.Red),
        };
        console.Write(new Text(word, new Style(colour)));
        console.WriteLine($"  {check.Name.PadRight(width)} {check.Found}");
        if (check.Next is { } next)
        {
            console.WriteLine($"{new string(' ', Margin + width)}{next}", new Style(decoration: Decoration.Dim));
        }
    }

    private static void WriteJson(Shell shell, IReadOnlyList<Check> checks) => JsonOutput.WriteObject(shell.Out, json =>
    {
        json.WriteString("status", checks.Max(check => check.Status).ToString().ToLowerInvariant());
        json.WriteStartArray("checks");
        foreach (var check in checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteString("status", check.Status.ToString().ToLowerInvariant());
            json.WriteString("found", check.Found);
            if (check.Next is { } next)
            {
                json.WriteString("next", next);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
