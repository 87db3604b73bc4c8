using System.CommandLine;
using Polydev.Cli.Client;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev workers</c>: the live workers, and how to end one.</summary>
internal static class WorkersCommand
{
    private const string Path = "/v1/workers";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Argument<string> id = new("id") { Description = "Id of the worker" };
        Option<string?> pool = new("--pool") { Description = "Only this pool", HelpName = "name" };
        Option<string?> state = new("--state") { Description = "starting, warm, claimed or draining", HelpName = "state" };
        state.AcceptOnlyFromAmong("starting", "warm", "claimed", "draining");
        return CommandHost.Group(
            "workers",
            "List, drain and kill workers",
            host.Command("list", "List live workers", (context, token) => Resources.ListAsync(
                context, new QueryText(Path).Add("pool", context.Value(pool)).Add("state", context.Value(state)).ToString(), "workers", Columns(context), token), pool, state),
            host.Command("drain", "Let a worker finish what it runs, then end it", (context, token) => Resources.SendAsync(
                context, HttpMethod.Post, Resources.Path(Path, context.Value(id)) + "/drain", null, _ => $"worker {context.Value(id)} drains", token), id),
            host.Command("kill", "End a worker at once; what it runs fails or is tried again elsewhere", (context, token) => Resources.SendAsync(
                context, HttpMethod.Delete, Resources.Path(Path, context.Value(id)), null, _ => $"worker {context.Value(id)} killed", token), id));
    }

    private static Listing Columns(CommandContext context)
    {
        var now = context.Shell.Time.GetUtcNow();
        return new Listing()
            .Add("id", "id")
            .Add("state", "state")
            .Add("tenant", "tenant")
            .Add("pool", "pool")
            .Add("driver", "driver")
            .Add("node", "node")
            .Add("executions", "executions")
            .Add("age", item => Listing.At(item, "started_at") is { ValueKind: System.Text.Json.JsonValueKind.String } at ? Format.Age(at.GetDateTimeOffset(), now) : "-");
    }
}
