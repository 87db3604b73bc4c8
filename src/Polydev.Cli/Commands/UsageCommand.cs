using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Polydev.Cli.Client;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev usage</c>: tokens, cost, seconds and bytes, by whatever they are asked for.</summary>
internal static class UsageCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Option<string?> from = new("--from") { Description = "First day, UTC", HelpName = "yyyy-mm-dd" };
        Option<string?> to = new("--to") { Description = "Last day, UTC", HelpName = "yyyy-mm-dd" };
        Option<string?> by = new("--by") { Description = "Group by these: day, user, provider, model, tenant", HelpName = "a,b" };
        return host.Command(
            "usage",
            "Show tokens, cost, seconds and bytes",
            (context, token) =>
            {
                var path = new QueryText("/v1/usage").Add("from", context.Value(from)).Add("to", context.Value(to)).Add("group_by", context.Value(by)).ToString();
                return RunAsync(context, path, token);
            },
            from, to, by);
    }

    private static async Task<int> RunAsync(CommandContext context, string path, CancellationToken cancellationToken)
    {
        using var client = context.Connect();
        var document = await client.GetAsync(path, cancellationToken);
        if (context.Json)
        {
            JsonOutput.Write(context.Shell.Out, document);
            return ExitCodes.Ok;
        }

        var console = context.Shell.OutConsole();
        var period = $"{Listing.Text(Listing.At(document, "from"))} to {Listing.Text(Listing.At(document, "to"))}, UTC";
        Columns().Write(console, Listing.At(document, "usage"), $"Nothing was used from {period}.");
        if (Listing.Number(Listing.At(document, "totals"), "executions") is > 0 and var executions)
        {
            var cost = Cost(Listing.At(document, "totals"));
            context.Shell.Error.WriteLine($"{Format.Count((long)executions)} executions from {period}, {cost}");
        }

        return ExitCodes.Ok;
    }

    /// <summary>The known cost, and how much it leaves out: what has no price is not free.</summary>
    private static string Cost(JsonElement item)
    {
        var known = Listing.Number(item, "cost_usd") is { } cost ? Format.Dollars((decimal)cost) : "unknown";
        return Listing.Number(item, "executions_without_cost") is > 0 and var without && known != "unknown"
            ? $"{known} + {Format.Count((long)without)} without price"
            : known;
    }

    private static Listing Columns() => new Listing()
        .AddWhereThere("day", "day")
        .AddWhereThere("tenant", "tenant")
        .AddWhereThere("user", "user")
        .AddWhereThere("provider", "provider")
        .AddWhereThere("model", "model")
        .Add("executions", item => Count(item, "executions"))
        .Add("failed", item => Count(item, "failed"))
        .Add("in", item => Count(item, "input_tokens"))
        .Add("out", item => Count(item, "output_tokens"))
        .Add("seconds", item => Listing.Number(item, "seconds") is { } seconds ? seconds.ToString("0.0", CultureInfo.InvariantCulture) : "-")
        .Add("bytes", item => Listing.At(item, "bytes") is { ValueKind: JsonValueKind.Number } bytes ? Format.Bytes(bytes.GetInt64()) : "-")
        .Add("cost", Cost);

    private static string Count(JsonElement item, string path) => Format.Count((long?)Listing.Number(item, path));
}
