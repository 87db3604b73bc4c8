using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using Polydev.Cli.Client;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev jobs logs</c>: what a task of a job wrote, and writes.</summary>
internal static class JobLogsCommand
{
    private const string Events = "text/event-stream";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Argument<string> id = new("id") { Description = "Id of the job" };
        Option<bool> follow = new("--follow", "-f") { Description = "Go on until the task ends; wait for it when it has not begun" };
        Option<bool> errors = new("--stderr") { Description = "What it wrote to its errors" };
        Option<string?> allocation = new("--allocation") { Description = "Which allocation, by the beginning of its id [the newest]", HelpName = "id" };
        Option<string?> task = new("--task") { Description = "Which task [the first]", HelpName = "name" };
        Option<int?> tail = new("--tail", "-n") { Description = "Only so many last lines, and what follows", HelpName = "lines" };
        return host.Command(
            "logs",
            "Print what a job wrote",
            (context, token) => RunAsync(
                context,
                new QueryText(Resources.Path("/v1/jobs", context.Value(id)) + "/logs")
                    .Add("stream", context.Value(errors) ? "stderr" : null)
                    .Add("follow", context.Value(follow) ? "true" : null)
                    .Add("allocation", context.Value(allocation))
                    .Add("task", context.Value(task))
                    .Add("tail", context.Value(tail)?.ToString(CultureInfo.InvariantCulture))
                    .ToString(),
                context.Value(errors) ? "stderr" : "stdout",
                token),
            id, follow, errors, allocation, task, tail);
    }

    private static async Task<int> RunAsync(CommandContext context, string path, string stream, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        using var request = PolydevClient.Request(HttpMethod.Get, path, null);
        if (context.Json)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Events));
        }

        using var response = await client.SendAsync(request, cancellationToken);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await (context.Json ? LinesAsync(context, body, stream, cancellationToken) : CopyAsync(context.Shell.Out, body, cancellationToken));
            return ExitCodes.Ok;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new CommandFailure("stream_broken", $"The log broke off: {exception.Message.TrimEnd('.')}.", "Ask again, with --tail to see only the end.");
        }
    }

    private static async Task CopyAsync(TextWriter output, Stream body, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body);
        var piece = new char[4096];
        for (int got; (got = await reader.ReadAsync(piece, cancellationToken)) > 0;)
        {
            await output.WriteAsync(piece.AsMemory(0, got), cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
    }

    private static async Task LinesAsync(CommandContext context, Stream body, string stream, CancellationToken cancellationToken)
    {
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            switch (item.EventType)
            {
                case "line":
                    JsonOutput.WriteObject(context.Shell.Out, json =>
                    {
                        json.WriteString("stream", stream);
                        json.WriteString("line", item.Data);
                    });
                    await context.Shell.Out.FlushAsync(cancellationToken);
                    break;
                case "error":
                    throw Refusal.OfEvent(item.Data);
                case "end":
                    return;
            }
        }

        throw new CommandFailure("stream_broken", "The log broke off.", "Ask again, with --tail to see only the end.");
    }
}
