using System.CommandLine;
using System.Text.Json;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev nodes show|drain|undrain</c>: one node, and taking it out of use.</summary>
internal static class NodeDrainCommands
{
    private const string List = "/v1/nodes";

    private static readonly (string Label, Func<JsonElement, string> Value)[] Rows =
    [
        ("state", item => Listing.Text(Listing.At(item, "state"))),
        ("remark", item => Listing.Text(Listing.At(item, "message"))),
        ("drains until", item => Resources.Moment(item, "drain_deadline")),
        ("last seen", item => Resources.Moment(item, "last_seen")),
        ("driver", item => Listing.Text(Listing.At(item, "driver"))),
        ("version", item => Listing.Text(Listing.At(item, "version"))),
        ("system", item => Listing.Text(Listing.At(item, "os"))),
        ("memory", item => $"{Size(item, "memory_bytes")}, {Size(item, "reserve_bytes")} left alone, {Size(item, "free_memory_bytes")} free"),
        ("cores", item => $"{Listing.Text(Listing.At(item, "cpus"))}, {Listing.Text(Listing.At(item, "free_cpus"))} free"),
        ("workers", Workers),
        ("failed starts", item => Listing.Text(Listing.At(item, "start_failures"))),
        ("last failure", item => Listing.Text(Listing.At(item, "last_start_failure"))),
        ("walls", item => Listing.Text(Listing.At(item, "isolation.mechanism"))),
        ("no network", item => Listing.Text(Listing.At(item, "isolation.network"))),
        ("own files", item => Listing.Text(Listing.At(item, "isolation.filesystem"))),
        ("own processes", item => Listing.Text(Listing.At(item, "isolation.processes"))),
        ("memory limit", item => Listing.Text(Listing.At(item, "isolation.memory_limit"))),
        ("CPU limit", item => Listing.Text(Listing.At(item, "isolation.cpu_limit"))),
    ];

    /// <summary>Makes <c>show</c>.</summary>
    public static Command Show(CommandHost host)
    {
        var name = Name();
        return host.Command("show", "Show one node", (context, token) => Resources.SendAsync(
            context, HttpMethod.Get, Resources.Path(List, context.Value(name)), null, Text, token), name);
    }

    /// <summary>Makes <c>drain</c>.</summary>
    public static Command Drain(CommandHost host)
    {
        var name = Name();
        var deadline = Durations.Option("--deadline", "How long executions there may go on [10m]; 0s ends them at once");
        return host.Command(
            "drain",
            "Take a node out of use: no new workers, idle ones end at once, the others at the deadline",
            (context, token) => Resources.SendAsync(
                context, HttpMethod.Post, Resources.Path(List, context.Value(name)) + "/drain", Body(context.Value(deadline)),
                node => $"node {context.Value(name)} drains until {Resources.Moment(node, "drain_deadline")} UTC, {Workers(node)}", token),
            name, deadline);
    }

    /// <summary>Makes <c>undrain</c>.</summary>
    public static Command Undrain(CommandHost host)
    {
        var name = Name();
        return host.Command("undrain", "Let a node take workers again", (context, token) => Resources.SendAsync(
            context, HttpMethod.Post, Resources.Path(List, context.Value(name)) + "/undrain", null, node => $"node {context.Value(name)} is {Listing.Text(Listing.At(node, "state"))}", token), name);
    }

    private static Argument<string> Name() => new("name") { Description = "Name of the node" };

    private static ReadOnlyMemory<byte>? Body(TimeSpan? deadline) =>
        deadline is { } time ? Resources.Body(json => json.WriteNumber("deadline_seconds", (long)time.TotalSeconds)) : null;

    private static string Text(JsonElement node) => string.Join(
        '\n',
        Rows.Select(row => (row.Label, Value: row.Value(node))).Where(row => row.Value != "-").Select(row => $"{row.Label,-14}{row.Value}").Prepend($"{"node",-14}{Listing.Text(Listing.At(node, "id"))}"));

    private static string Size(JsonElement item, string path) => Format.Bytes((long?)Listing.Number(item, path));

    private static string Workers(JsonElement node)
    {
        var states = Listing.At(node, "workers_by_state") is { ValueKind: JsonValueKind.Object } byState ? byState.EnumerateObject().Select(s => $"{s.Value.GetRawText()} {s.Name}").ToList() : [];
        return $"{Listing.Text(Listing.At(node, "workers"))} workers{(states.Count > 0 ? $" ({string.Join(", ", states)})" : "")}";
    }
}
