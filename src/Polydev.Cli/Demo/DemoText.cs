using Polydev.Cli.Client;
using Polydev.Cli.Output;
using Polydev.Cli.Surroundings;
using Polydev.Drivers;
using Spectre.Console;

namespace Polydev.Cli.Demo;

/// <summary>What the demo shows: a header, each answer as it streams with its times, and how to go on.</summary>
internal sealed class DemoText(Shell shell)
{
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Dim = new(decoration: Decoration.Dim);

    private readonly IAnsiConsole _console = shell.OutConsole();

    /// <summary>The name, the version and the walls.</summary>
    public void Header(WorkerIsolation isolation)
    {
        _console.Write(new Text("polydev", Bold));
        _console.WriteLine($" {ProductVersion.Text}", Dim);
        _console.WriteLine();
        Row("isolation", Walls(isolation));
    }

    /// <summary>A line of the header.</summary>
    public void Row(string name, string value)
    {
        _console.Write(new Text($"{name,-11}", Dim));
        _console.WriteLine(value);
    }

    /// <summary>The heading above an answer.</summary>
    public void Heading(DemoCall call)
    {
        _console.WriteLine();
        _console.Write(new Text(call.Provider, Bold));
        _console.WriteLine($"  {call.Model}{(call.Key is null ? "  (simulated)" : "")}", Dim);
    }

    /// <summary>The times below an answer.</summary>
    public void Times(ExecutionView execution)
    {
        if (execution.Error is { } error)
        {
            _console.WriteLine($"{execution.Status}: {error.Message} ({error.Code})", new Style(Color.Red));
        }

        var times = execution.Timings;
        var tokens = execution.Usage is { } usage ? $"{Format.Count(usage.InputTokens)} in, {Format.Count(usage.OutputTokens)} out" : "tokens unknown";
        _console.WriteLine(
            $"queued {Format.Milliseconds(times.QueuedMs)} · claim {Format.Milliseconds(times.ClaimMs)} · first event {Format.Milliseconds(times.FirstEventMs)}"
            + $" · total {Format.Milliseconds(times.TotalMs)} · {tokens} · {Cost(execution)}",
            Dim);
    }

    /// <summary>How to go on.</summary>
    public void Footer(Uri address, string dataDirectory, IReadOnlyList<DemoCall> calls)
    {
        _console.WriteLine();
        Row("API", address.GetLeftPart(UriPartial.Authority));
        Row("go on", $"export POLYDEV_URL={address.GetLeftPart(UriPartial.Authority)} POLYDEV_DATA={dataDirectory}");
        Row("", $"./polydev run \"Hello\" --provider {calls[0].Provider} --model {calls[0].Model}");
        Row("", "./polydev executions show ID     ./polydev workers     ./polydev --help");
        Row("stop", "Ctrl-C; nothing stays behind");
    }

    private static string Cost(ExecutionView execution) => execution.CostUsd is { } cost ? Format.Dollars(cost) : "cost unknown";

    private static string Walls(WorkerIsolation isolation)
    {
        string[] walls =
        [
            isolation.Network ? "no network" : "shared network",
            isolation.Filesystem ? "own files" : "shared files",
            isolation.Processes ? "own processes" : "shared processes",
            isolation.MemoryLimit == "none" ? "memory not bounded" : "memory by " + isolation.MemoryLimit,
        ];
        return $"{isolation.Mechanism}: {string.Join(", ", walls)}";
    }
}
