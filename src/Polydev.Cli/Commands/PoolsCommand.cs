using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev pools</c>: the warm workers, how many there are and how many there shall be.</summary>
internal static class PoolsCommand
{
    private const string Path = "/v1/pools";

    private static readonly IReadOnlyList<(Option<long?> Option, string Field)> Sizes =
    [
        (new("--floor") { Description = "Warm workers held even when nothing happens", HelpName = "n" }, "floor"),
        (new("--ceiling") { Description = "Most workers, warm and claimed together", HelpName = "n" }, "ceiling"),
        (new("--executions-per-worker") { Description = "Executions that one claimed worker runs at the same time", HelpName = "n" }, "executions_per_worker"),
        (new("--parallel-starts") { Description = "Starts under way at the same time on one node", HelpName = "n" }, "parallel_starts"),
        (new("--idle-ttl") { Description = "How long a claimed worker waits for its tenant's next execution", HelpName = "seconds" }, "idle_ttl_seconds"),
        (new("--max-age") { Description = "Age at which a worker is replaced", HelpName = "seconds" }, "max_age_seconds"),
    ];

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Argument<string> name = new("name") { Description = "Name of the pool; 'default' is always there" };
        return CommandHost.Group(
            "pools",
            "List pools and set their sizes",
            host.Command("list", "List pools", (context, token) => Resources.ListAsync(context, Path, "pools", Columns(), token)),
            host.Command("set", "Set a pool's size; what is not named stays", (context, token) => Resources.SendAsync(
                context, HttpMethod.Put, Resources.Path(Path, context.Value(name)), Resources.Body(json => Write(context, json)),
                _ => $"pool {context.Value(name)} set", token), [name, .. Sizes.Select(size => size.Option)]));
    }

    private static void Write(CommandContext context, Utf8JsonWriter json)
    {
        var set = Sizes.Where(size => context.Has(size.Option)).ToList();
        if (set.Count == 0)
        {
            throw CommandFailure.Usage("There is nothing to set.", $"Give some of {string.Join(", ", Sizes.Select(size => size.Option.Name))}.");
        }

        foreach (var (option, field) in set)
        {
            json.WriteNumber(field, context.Value(option)!.Value);
        }
    }

    private static Listing Columns() => new Listing()
        .Add("name", "name")
        .Add("warm", "warm")
        .Add("claimed", "claimed")
        .Add("starting", "starting")
        .Add("draining", "draining")
        .Add("target", "target")
        .Add("floor", "floor")
        .Add("ceiling", "ceiling")
        .Add("waiting", "waiting")
        .AddWhereThere("blocked", "blocked")
        .Add("hits", item => Listing.Number(item, "hit_rate") is { } rate ? rate.ToString("P1", CultureInfo.InvariantCulture) : "-");
}
