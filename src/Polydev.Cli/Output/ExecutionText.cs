using System.Globalization;
using Polydev.Cli.Client;
using Spectre.Console;

namespace Polydev.Cli.Output;

/// <summary>Shows executions to people: a line at the end of a run, or the whole story of one.</summary>
internal static class ExecutionText
{
    /// <summary>One line: status, where, time, tokens, cost, id; and the error, if there was one.</summary>
    public static void WriteSummary(IAnsiConsole console, ExecutionView execution)
    {
        if (execution.Error is { } error)
        {
            WriteError(console, error);
        }

        console.Write(new Text(execution.Status, StyleOf(execution.Status)));
        console.WriteLine("  " + string.Join("  ", Facts(execution)), new Style(decoration: Decoration.Dim));
    }

    /// <summary>Everything about one execution.</summary>
    public static void WriteWhole(IAnsiConsole console, ExecutionView execution, int width)
    {
        console.Write(new Text(execution.Id + "  "));
        console.Write(new Text(execution.Status, StyleOf(execution.Status)));
        console.WriteLine($"  {execution.Provider} {execution.Model}");
        console.WriteLine(string.Join("  ", Details(execution)), new Style(decoration: Decoration.Dim));
        if (execution.Error is { } error)
        {
            WriteError(console, error);
        }

        console.WriteLine();
        Timeline.Write(console, execution, width);
        console.WriteLine();
        foreach (var (name, value) in Figures(execution))
        {
            console.WriteLine($"  {name,-15}{value}");
        }
    }

    /// <summary>The colour of a status.</summary>
    public static Style StyleOf(string status) => new(status switch
    {
        "succeeded" => Color.Green,
        "failed" or "timed_out" => Color.Red,
        "cancelled" => Color.Yellow,
        _ => Color.Blue,
    });

    private static void WriteError(IAnsiConsole console, Protocol.Events.ExecutionError error)
    {
        console.Write(new Text("error: ", new Style(Color.Red, decoration: Decoration.Bold)));
        var status = error.ProviderStatus is { } number ? ", HTTP " + number.ToString(CultureInfo.InvariantCulture) : "";
        console.WriteLine($"{error.Message} ({error.Code}{status})");
    }

    private static IEnumerable<string> Facts(ExecutionView execution)
    {
        yield return $"{execution.Provider} {execution.Model}";
        yield return "first event " + Format.Milliseconds(execution.Timings.FirstEventMs);
        yield return "total " + Format.Milliseconds(execution.Timings.TotalMs);
        if (execution.Usage is { } usage)
        {
            yield return $"{Format.Count(usage.InputTokens)} in, {Format.Count(usage.OutputTokens)} out";
        }

        yield return "cost " + Format.Dollars(execution.CostUsd);
        yield return execution.Id;
    }

    private static IEnumerable<string> Details(ExecutionView execution)
    {
        yield return execution.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        if (execution.QueuePosition is { } position)
        {
            yield return "place in the queue " + position.ToString(CultureInfo.InvariantCulture);
        }

        if (execution.Worker is { } worker)
        {
            yield return $"worker {worker.Id} ({worker.Driver}, {(worker.Warm ? "warm" : "started for it")})";
        }

        if (execution.User is { } user)
        {
            yield return "user " + user;
        }
    }

    private static IEnumerable<(string Name, string Value)> Figures(ExecutionView execution)
    {
        yield return ("attempts", execution.Attempts.Count.ToString(CultureInfo.InvariantCulture));
        yield return ("sent", Format.Bytes(execution.Attempts.Sum(attempt => attempt.BytesSent)));
        yield return ("received", Format.Bytes(execution.Attempts.Sum(attempt => attempt.BytesReceived)));
        if (execution.Usage is { } usage)
        {
            yield return ("input tokens", $"{Format.Count(usage.InputTokens)} ({Format.Count(usage.CachedInputTokens)} cached)");
            yield return ("output tokens", Format.Count(usage.OutputTokens) + (usage.ReasoningTokens is { } reasoning ? $" ({Format.Count(reasoning)} reasoning)" : ""));
        }

        yield return ("cost", Format.Dollars(execution.CostUsd));
        if (execution.StopReason is { } reason)
        {
            yield return ("stopped", System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()));
        }
    }
}
