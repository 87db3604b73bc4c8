using System.CommandLine;
using Polydev.Cli.Doctor;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Spectre.Console;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev doctor</c>: looks at everything the product needs, and says what to do about what is missing.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host) => host.Command(
        "doctor", "Check the machine, the data directory and the controller; exit 1 when something does not work", RunAsync);

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        List<Check> checks =
        [
            .. await MachineChecks.RunAsync(cancellationToken),
            .. await EngineChecks.RunAsync(context.Shell.Variable("DOCKER_HOST"), cancellationToken),
            .. DataChecks.Run(context.DataDirectoryOrNull),
            .. await ControllerChecks.RunAsync(client, cancellationToken),
        ];
        if (context.Json)
        {
            WriteJson(context.Shell, checks);
        }
        else
        {
            checks.ForEach(check => Write(context.Shell.OutConsole(), check));
        }

        return checks.Exists(check => check.Status == CheckStatus.Fail) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static void Write(IAnsiConsole console, Check check)
    {
        var (word, colour) = check.Status switch
        {
            CheckStatus.Ok => ("ok  ", Color.Green),
            CheckStatus.Warn => ("warn", Color.Yellow),
            _ => ("fail", Color.Red),
        };
        console.Write(new Text(word, new Style(colour)));
        console.WriteLine($"  {check.Name,-15} {check.Found}");
        if (check.Next is { } next)
        {
            console.WriteLine($"{"",-22}{next}", new Style(decoration: Decoration.Dim));
        }
    }

    private static void WriteJson(Shell shell, List<Check> checks) => JsonOutput.WriteObject(shell.Out, json =>
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
