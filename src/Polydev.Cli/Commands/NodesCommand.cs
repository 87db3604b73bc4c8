using System.CommandLine;
using System.Text.Json;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev nodes</c>: the hosts, what fits on them, the walls around their workers, and who may be one.</summary>
internal static class NodesCommand
{
    private const string Path = "/v1/nodes";
    private const string Tokens = Path + "/tokens";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Argument<string> name = new("name") { Description = "Name of the node" };
        return CommandHost.Group(
            "nodes",
            "List hosts, let them in and out, and take them out of use",
            host.Command("list", "List hosts and the isolation in force on each", (context, token) => Resources.ListAsync(context, Path, "nodes", Columns(), token)),
            NodeDrainCommands.Show(host),
            NodeDrainCommands.Drain(host),
            NodeDrainCommands.Undrain(host),
            Token(host),
            TokenList(host),
            host.Command("revoke", "Revoke a node: its connections are cut at once, and it has to join again", (context, token) => Resources.SendAsync(
                context, HttpMethod.Delete, Resources.Path(Path, context.Value(name)), null, _ => $"node {context.Value(name)} revoked", token), name));
    }

    private static Command Token(CommandHost host)
    {
        Option<string?> node = new("--name") { Description = "Name of the only node it is good for; needed where a host takes the place of one that joined", HelpName = "name" };
        Option<int> uses = new("--uses") { Description = "How many hosts may join with it", HelpName = "n", DefaultValueFactory = _ => 1 };
        var life = Durations.Option("--ttl", "How long it is good [1h]");
        return host.Command(
            "token",
            "Make a token that lets a host join as a node, and show it, once",
            (context, token) => Resources.SendAsync(context, HttpMethod.Post, Tokens, Body(context.Value(node), context.Value(uses), context.Value(life)), made => Shown(context, made), token),
            node, uses, life);
    }

    private static Command TokenList(CommandHost host)
    {
        Argument<string> id = new("id") { Description = "Id of the token" };
        return CommandHost.Group(
            "tokens",
            "List and end the tokens that hosts can join with",
            host.Command("list", "List the tokens that are good, without the tokens themselves", (context, token) => Resources.ListAsync(
                context, Tokens, "tokens", new Listing().Add("id", "id").Add("name", "name").Add("uses left", "uses_left").Add("made", item => Resources.Moment(item, "created_at")).Add("good until", item => Resources.Moment(item, "expires_at")), token)),
            host.Command("rm", "End a token; nodes that joined with it stay", (context, token) => Resources.SendAsync(
                context, HttpMethod.Delete, Resources.Path(Tokens, context.Value(id)), null, _ => $"token {context.Value(id)} ended", token), id));
    }

    private static ReadOnlyMemory<byte> Body(string? node, int uses, TimeSpan? life) => Resources.Body(json =>
    {
        if (node is not null)
        {
            json.WriteString("name", node);
        }

        json.WriteNumber("uses", uses);
        if (life is { } time)
        {
            json.WriteNumber("ttl_seconds", (long)time.TotalSeconds);
        }
    });

    /// <summary>The token alone on standard output, so that a script can take it; the rest beside it.</summary>
    private static string Shown(CommandContext context, JsonElement made)
    {
        context.Shell.Error.WriteLine($"token {Listing.Text(Listing.At(made, "id"))}, good until {Resources.Moment(made, "expires_at")} UTC; it is not stored and not shown again:");
        return Listing.Text(Listing.At(made, "token"));
    }

    private static Listing Columns() => new Listing()
        .Add("id", "id")
        .Add("state", "state")
        .Add("driver", "driver")
        .Add("version", "version")
        .Add("workers", "workers")
        .Add("isolation", "isolation.mechanism")
        .Add("no network", "isolation.network")
        .Add("own files", "isolation.filesystem")
        .Add("own processes", "isolation.processes")
        .Add("memory limit", "isolation.memory_limit")
        .Add("memory", item => Listing.At(item, "memory_bytes") is { ValueKind: JsonValueKind.Number } bytes ? Format.Bytes(bytes.GetInt64()) : "-")
        .Add("free", item => Listing.At(item, "free_memory_bytes") is { ValueKind: JsonValueKind.Number } bytes ? Format.Bytes(bytes.GetInt64()) : "-")
        .Add("cpus", "cpus")
        .Add("failed starts", "start_failures")
        .Add("last seen", item => Resources.Moment(item, "last_seen"), optional: true)
        .AddWhereThere("remark", "message");
}
