using System.CommandLine;
using System.Diagnostics;
using Polydev.Cli.Surroundings;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev bench</c>: runs the measurements in <c>bench/Polydev.Benchmarks</c>.</summary>
internal static class BenchCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Option<bool> list = new("--list") { Description = "List the benchmarks" };
        Argument<string[]> arguments = new("arguments") { Description = "Name of a benchmark, and its own options behind it", CaptureRemainingTokens = true };
        return host.Command("bench", "Run a benchmark", (context, token) => RunAsync(context, context.Value(list) ? ["--list"] : context.Value(arguments) ?? [], token), list, arguments);
    }

    private static async Task<int> RunAsync(CommandContext context, string[] arguments, CancellationToken cancellationToken)
    {
        var project = DataLocation.Repository() is { } root ? Path.Combine(root, "bench", "Polydev.Benchmarks") : null;
        if (!Directory.Exists(project))
        {
            throw new CommandFailure("bench_missing", "There is no bench/Polydev.Benchmarks beside this program.", "Run it from a clone of the repository.");
        }

        if (arguments.Length == 0)
        {
            throw CommandFailure.Usage("Name a benchmark.", "'polydev bench --list' lists them.");
        }

        using var process = Process.Start(new ProcessStartInfo("dotnet", ["run", "-c", "Release", "--project", project, "--", .. arguments, .. Extra(context)]))
            ?? throw new CommandFailure("bench_failed", "dotnet could not be started.");
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }

    private static string[] Extra(CommandContext context) => context.Json ? ["--json"] : [];
}
