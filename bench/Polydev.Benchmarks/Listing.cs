using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Polydev.Benchmarks;

/// <summary>The benches and their options, for people.</summary>
internal static class Listing
{
    /// <summary>Prints them.</summary>
    /// <param name="root">What they are commands of.</param>
    /// <param name="asJson">Whether as a JSON document.</param>
    public static void Print(RootCommand root, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(new JsonArray([.. root.Subcommands.Select(Document)]).ToJsonString());
            return;
        }

        foreach (var bench in root.Subcommands)
        {
            Console.WriteLine($"{bench.Name,-10}{bench.Description}");
            foreach (var option in bench.Options)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {option.Name,-12} {option.Description} (default {option.GetDefaultValue()})"));
            }
        }
    }

    private static JsonObject Document(Command bench) => new()
    {
        ["name"] = bench.Name,
        ["description"] = bench.Description,
        ["options"] = new JsonArray([.. bench.Options.Select(o => new JsonObject
        {
            ["name"] = o.Name,
            ["description"] = o.Description,
            ["default"] = JsonSerializer.SerializeToNode(o.GetDefaultValue()),
        })]),
    };
}
