using System.CommandLine;
using Polydev.Cli.Client;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev run</c>: one execution, streamed to the terminal.</summary>
internal static class RunCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        var options = new RunOptions();
        return host.Command("run", "Run one execution and stream its answer", (context, token) => RunAsync(context, options, token), options.All);
    }

    private static async Task<int> RunAsync(CommandContext context, RunOptions options, CancellationToken cancellationToken)
    {
        var request = await options.ReadAsync(context, cancellationToken);
        using var client = context.Connect();
        var printer = new EventPrinter(context.Shell, context.Json);
        var stream = ExecutionStream.Run(client, context.Shell.Time, request, Lost(printer));
        return await StreamAsync(context, client, stream, printer, cancelOnInterrupt: true, cancellationToken);
    }

    /// <summary>Prints a stream to its end; an interrupt cancels the execution and waits for its last event, or just leaves.</summary>
    public static async Task<int> StreamAsync(
        CommandContext context, PolydevClient client, ExecutionStream stream, EventPrinter printer, bool cancelOnInterrupt, CancellationToken interrupted)
    {
        // The second Ctrl-C ends the process: until then the stream is read to its end, so that what came is shown.
        using var cancel = cancelOnInterrupt ? interrupted.Register(() => _ = CancelAsync(client, stream, printer)) : default;
        await foreach (var item in stream.ReadAsync(cancelOnInterrupt ? CancellationToken.None : interrupted))
        {
            printer.Print(item);
        }

        printer.EndLine();
        if (stream.Id is not { } id)
        {
            throw new CommandFailure("not_polydev", $"{client.Url} streams events without saying of which execution.", "Check --url (POLYDEV_URL).");
        }

        var execution = await client.GetAsync($"/v1/executions/{Uri.EscapeDataString(id)}", ClientJson.Default.ExecutionView, CancellationToken.None);
        if (!context.Json)
        {
            ExecutionText.WriteSummary(context.Shell.ErrorConsole(), execution);
        }

        return execution.Status switch
        {
            "succeeded" => ExitCodes.Ok,
            "cancelled" when interrupted.IsCancellationRequested => ExitCodes.Interrupted,
            _ => ExitCodes.Failed,
        };
    }

    /// <summary>What is said when a connection breaks.</summary>
    public static Action<long> Lost(EventPrinter printer) => seq => printer.Note($"connection lost after event {seq}, resuming");

    private static async Task CancelAsync(PolydevClient client, ExecutionStream stream, EventPrinter printer)
    {
        printer.Note("cancelling; once more leaves at once");
        if (stream.Id is not { } id)
        {
            Environment.Exit(ExitCodes.Interrupted);
            return;
        }

        try
        {
            await client.DocumentAsync(HttpMethod.Delete, $"/v1/executions/{Uri.EscapeDataString(id)}", null, CancellationToken.None);
        }
        catch (CommandFailure failure)
        {
            printer.Note($"not cancelled: {failure.Message}");
        }
    }
}
