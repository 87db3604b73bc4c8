using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev pools</c>: the warm workers, how many there are and how many there shall be.</summary>
internal static class PoolsCommand
{
    private const string Path = "/v1/pools";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Argument<string> name = new("name") { Description = "Name of the pool; 'default' is always there" };
        Option<int?> floor = new("--floor") { Description = "Warm workers held even when nothing happens", HelpName = "n" };
        Option<int?> ceiling = new("--ceiling") { Description = "Most workers, warm and claimed together", HelpName = "n" };
        return CommandHost.Group(
            "pools",
            "List pools and set their sizes",
            host.Command("list", "List pools", (context, token) => Resources.ListAsync(context, Path, "pools", Columns(), token)),
            host.Command("set", "Set a pool's size; what is not named stays", (context, token) => Resources.SendAsync(
                context, HttpMethod.Put, Resources.Path(Path, context.Value(name)), Resources.Body(json => Write(json, context.Value(floor), context.Value(ceiling))),
                _ => $"pool {context.Value(name)} set", token), name, floor, ceiling));
    }

    private static void Write(Utf8JsonWriter json, int? floor, int? ceiling)
    {
        if (floor is null && ceiling is null)
        {
            throw CommandFailure.Usage("There is nothing to set.", "Give --floor, --ceiling or both.");
        }

        if (floor is { } least)
        {
            json.WriteNumber("floor", least);
        }

        if (ceiling is { } most)
        {
            json.WriteNumber("ceiling", most);
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
        .Add("hits", item => Listing.Number(item, "hit_rate") is { } rate ? rate.ToString("P1", CultureInfo.InvariantCulture) : "-");
}
