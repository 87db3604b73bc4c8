using System.Text.Json;
using Polydev.Cli.Surroundings;
using Spectre.Console;

namespace Polydev.Cli.Output;

/// <summary>The one place where a failure is shown: a sentence, the faults by field, and what to do next; or one JSON object.</summary>
internal static class FailureText
{
    /// <summary>Shows the failure on standard error.</summary>
    public static void Show(Shell shell, CommandFailure failure, bool json)
    {
        if (json)
        {
            WriteJson(shell.Error, failure);
            return;
        }

        var console = shell.ErrorConsole();
        console.Write(new Text("error: ", new Style(Color.Red, decoration: Decoration.Bold)));
        console.Write(new Text(failure.Message));
        console.WriteLine($" ({failure.Code})", new Style(decoration: Decoration.Dim));
        foreach (var (field, faults) in failure.Fields)
        {
            // The API's sentence often says it already.
            foreach (var fault in faults.Where(fault => !failure.Message.Contains($"{field}: {fault}", StringComparison.Ordinal) && !failure.Message.Contains($"{field} {fault}", StringComparison.Ordinal)))
            {
                console.WriteLine($"  {field}: {fault}");
            }
        }

        if (failure.Next is { } next)
        {
            console.WriteLine($"  {next}");
        }
    }

    private static void WriteJson(TextWriter output, CommandFailure failure) => JsonOutput.WriteObject(output, json =>
    {
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, failure.Code);
        json.WriteString("message"u8, failure.Message);
        if (failure.Next is { } next)
        {
            json.WriteString("next"u8, next);
        }

        if (failure.Fields.Count > 0)
        {
            json.WritePropertyName("errors"u8);
            JsonSerializer.Serialize(json, failure.Fields, Client.ClientJson.Default.IReadOnlyDictionaryStringStringArray);
        }

        json.WriteEndObject();
    });
}
