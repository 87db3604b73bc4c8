using System.Globalization;
using System.Text.Json;
using Polydev.Cli.Output;
using Spectre.Console;

namespace Polydev.Cli.Clusters;

/// <summary>Writes the state of a cluster for people: what it is, what it holds, and what is wrong.</summary>
internal static class ClusterText
{
    private const int LabelWidth = 13;

    private static readonly Listing s_servers = new Listing()
        .Add("server", "name")
        .Add("address", "address")
        .Add("status", "status")
        .Add("version", "version")
        .Add("leader", "leader");

    private static readonly Listing s_nodes = new Listing()
        .Add("node", "name")
        .Add("datacenter", "datacenter")
        .Add("status", item => StatusOf(item))
        .Add("drivers", item => string.Join(", ", Items(item, "drivers").Select(d => Text(d, "name") + (Listing.At(d, "healthy").ValueKind == JsonValueKind.True ? "" : " (unwell)"))) is { Length: > 0 } drivers ? drivers : "-")
        .Add("sockets", "offers_sockets")
        .Add("cpu", item => Used(item, "used_cpu_mhz", "cpu_mhz", "MHz"))
        .Add("memory", item => Used(item, "used_memory_mb", "memory_mb", "MB"))
        .Add("allocations", "allocations")
        .Add("version", "version");

    private static readonly Listing s_capacity = new Listing()
        .Add("pool", "pool")
        .Add("worker cpu", item => $"{Text(item, "cpu_mhz")} MHz")
        .Add("worker memory", item => $"{Text(item, "memory_mb")} MB")
        .Add("more fit", "workers");

    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, JsonElement report)
    {
        Line(console, "cluster", $"{Text(report, "address")}, region {Text(report, "region")}, leader {(Text(report, "leader") is var leader && leader == "-" ? "none" : leader)}");
        Line(console, "versions", $"servers {Versions(report, "server_versions")}, clients {Versions(report, "client_versions")}");
        if (Listing.At(report, "jobs") is { ValueKind: JsonValueKind.Object } jobs)
        {
            Line(console, "jobs of ours", $"{Text(jobs, "running")} running, {Text(jobs, "pending")} pending, {Text(jobs, "dead")} ended; of these {Text(jobs, "workers")} workers running, {Text(jobs, "dead_workers")} ended");
        }

        if (Listing.At(report, "allocations") is { ValueKind: JsonValueKind.Object } allocations)
        {
            Line(console, "allocations", $"{Text(allocations, "running")} running, {Text(allocations, "pending")} starting, {Text(allocations, "ended")} ended");
        }

        Table(console, s_servers, Listing.At(report, "servers"));
        Table(console, s_nodes, Listing.At(report, "nodes"));
        Table(console, s_capacity, Listing.At(report, "capacity"));
        Findings(console, Items(report, "problems"));
        foreach (var missing in Items(report, "missing"))
        {
            console.WriteLine($"not known: {Text(missing, "what")}: {Text(missing, "message")}", new Style(Color.Yellow));
        }
    }

    private static void Findings(IAnsiConsole console, List<JsonElement> findings)
    {
        console.WriteLine();
        if (findings.Count == 0)
        {
            console.WriteLine("nothing is wrong");
        }

        foreach (var finding in findings)
        {
            var error = Text(finding, "severity") == "error";
            console.Write(new Text(error ? "error    " : "warning  ", new Style(error ? Color.Red : Color.Yellow)));
            console.WriteLine($"{Text(finding, "message")} ({Text(finding, "code")})");
            console.WriteLine($"         {Text(finding, "next")}", new Style(decoration: Decoration.Dim));
        }
    }

    private static void Line(IAnsiConsole console, string label, string text) => console.WriteLine(label.PadRight(LabelWidth) + text);

    private static void Table(IAnsiConsole console, Listing listing, JsonElement items)
    {
        if (items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0)
        {
            console.WriteLine();
            listing.Write(console, items, "");
        }
    }

    private static string StatusOf(JsonElement node)
    {
        var status = Text(node, "status");
        if (Listing.At(node, "draining").ValueKind == JsonValueKind.True)
        {
            return $"{status}, draining{(Text(node, "drain_deadline") is var deadline && deadline == "-" ? "" : $" until {Commands.Resources.Moment(node, "drain_deadline")}")}";
        }

        return Listing.At(node, "eligible").ValueKind == JsonValueKind.True ? status : status + ", not eligible";
    }

    private static string Used(JsonElement node, string used, string all, string unit) =>
        $"{(Listing.Number(node, used) is { } taken ? taken.ToString("0", CultureInfo.InvariantCulture) : "?")} of {Text(node, all)} {unit}";

    private static string Versions(JsonElement report, string field) => string.Join(", ", Items(report, field).Select(v => v.GetString())) is { Length: > 0 } versions ? versions : "unknown";

    private static List<JsonElement> Items(JsonElement item, string path) => Listing.At(item, path) is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];

    private static string Text(JsonElement item, string path) => Listing.Text(Listing.At(item, path));
}
