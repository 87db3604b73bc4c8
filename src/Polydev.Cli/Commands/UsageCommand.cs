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
                return Resources.ListAsync(context, path, "usage", Columns(), token);
            },
            from, to, by);
    }

    private static Listing Columns() => new Listing()
        .Add("day", "day")
        .Add("tenant", "tenant")
        .Add("user", "user")
        .Add("provider", "provider")
        .Add("model", "model")
        .Add("executions", item => Count(item, "executions"))
        .Add("failed", item => Count(item, "failed"))
        .Add("in", item => Count(item, "input_tokens"))
        .Add("out", item => Count(item, "output_tokens"))
        .Add("seconds", item => Listing.Number(item, "seconds") is { } seconds ? seconds.ToString("0.0", CultureInfo.InvariantCulture) : "-")
        .Add("bytes", item => Listing.At(item, "bytes") is { ValueKind: JsonValueKind.Number } bytes ? Format.Bytes(bytes.GetInt64()) : "-")
        .Add("cost", item => Listing.Number(item, "cost_usd") is { } cost ? Format.Dollars((decimal)cost) : "unknown");

    private static string Count(JsonElement item, string path) => Format.Count((long?)Listing.Number(item, path));
}
