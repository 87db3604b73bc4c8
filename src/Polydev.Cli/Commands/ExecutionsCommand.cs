using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Polydev.Cli.Client;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev executions</c>: what ran, how one went, and how to stop it.</summary>
internal static class ExecutionsCommand
{
    private const int DefaultLimit = 20;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host) => CommandHost.Group(
        "executions",
        "List, show, watch and cancel executions",
        List(host),
        host.Command("show", "Show where the time, the tokens and the money of one execution went", ShowAsync, Id),
        host.Command("watch", "Stream an execution's events from its first on", WatchAsync, Id),
        host.Command("cancel", "Cancel an execution; the connection to its provider is closed", CancelAsync, Id));

    private static readonly Argument<string> Id = new("id") { Description = "Id of the execution" };

    private static Command List(CommandHost host)
    {
        Option<string?> status = new("--status") { Description = "queued, running, succeeded, failed, cancelled or timed_out", HelpName = "status" };
        status.AcceptOnlyFromAmong("queued", "running", "succeeded", "failed", "cancelled", "timed_out");
        Option<string?> provider = new("--provider", "-p") { Description = "Only this provider", HelpName = "name" };
        Option<string?> model = new("--model", "-m") { Description = "Only this model", HelpName = "name" };
        Option<string?> user = new("--user") { Description = "Only this user of yours", HelpName = "name" };
        Option<DateTimeOffset?> since = new("--since") { Description = "Only those accepted from then on", HelpName = "time" };
        Option<DateTimeOffset?> until = new("--until") { Description = "Only those accepted before then", HelpName = "time" };
        Option<int?> limit = new("--limit") { Description = "How many [20]", HelpName = "n" };
        Option<string?> cursor = new("--cursor") { Description = "Where the page before ended", HelpName = "cursor" };
        return host.Command(
            "list",
            "List executions, newest first",
            (context, token) => ListAsync(
                context,
                new QueryText("/v1/executions")
                    .Add("status", context.Value(status))
                    .Add("provider", context.Value(provider))
                    .Add("model", context.Value(model))
                    .Add("user", context.Value(user))
                    .Add("created_after", context.Value(since)?.ToString("O", CultureInfo.InvariantCulture))
                    .Add("created_before", context.Value(until)?.ToString("O", CultureInfo.InvariantCulture))
                    .Add("limit", (context.Value(limit) ?? DefaultLimit).ToString(CultureInfo.InvariantCulture))
                    .Add("cursor", context.Value(cursor)),
                token),
            status, provider, model, user, since, until, limit, cursor);
    }

    private static async Task<int> ListAsync(CommandContext context, QueryText query, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var page = await client.GetAsync(query.ToString(), cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, page);
            return ExitCodes.Ok;
        }

        var now = context.Shell.Time.GetUtcNow();
        new Listing()
            .Add("id", "id")
            .Add("status", "status")
            .Add("provider", "provider")
            .Add("model", "model")
            .Add("age", item => Listing.At(item, "created_at") is { ValueKind: JsonValueKind.String } at ? Format.Age(at.GetDateTimeOffset(), now) : "-")
            .Add("total", item => Format.Milliseconds(Listing.Number(item, "timings.total_ms")))
            .Add("in", "usage.input_tokens")
            .Add("out", "usage.output_tokens")
            .Add("cost", item => Listing.Number(item, "cost_usd") is { } cost ? Format.Dollars((decimal)cost) : "-")
            .Write(context.Shell.OutConsole(), Listing.At(page, "executions"), "There are no executions.");
        if (Listing.At(page, "next_cursor") is { ValueKind: JsonValueKind.String } next)
        {
            context.Shell.Error.WriteLine($"more with --cursor {next.GetString()}");
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var document = await client.GetAsync(PathOf(context), cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, document);
        }
        else
        {
            ExecutionText.WriteWhole(context.Shell.OutConsole(), document.Deserialize(ClientJson.Default.ExecutionView)!, context.Shell.Width);
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> WatchAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var printer = new EventPrinter(context.Shell, context.Json);
        var stream = ExecutionStream.Follow(client, context.Shell.Time, context.Value(Id)!, RunCommand.Lost(printer));
        return await RunCommand.StreamAsync(context, client, stream, printer, cancelOnInterrupt: false, cancellationToken);
    }

    private static async Task<int> CancelAsync(CommandContext context, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var document = await client.DocumentAsync(HttpMethod.Delete, PathOf(context), null, cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, document);
        }
        else
        {
            ExecutionText.WriteSummary(context.Shell.OutConsole(), document.Deserialize(ClientJson.Default.ExecutionView)!);
        }

        return ExitCodes.Ok;
    }

    private static string PathOf(CommandContext context) => "/v1/executions/" + Uri.EscapeDataString(context.Value(Id)!);
}
