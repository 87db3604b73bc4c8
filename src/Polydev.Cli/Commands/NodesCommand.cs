using System.CommandLine;
using System.Text.Json;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev nodes</c>: the hosts, what fits on them, and the walls around their workers.</summary>
internal static class NodesCommand
{
    private const string Path = "/v1/nodes";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host) => CommandHost.Group(
        "nodes",
        "List hosts, and take them out of use",
        host.Command("list", "List hosts and the isolation in force on each", (context, token) => Resources.ListAsync(context, Path, "nodes", Columns(), token)),
        NodeDrainCommands.Show(host),
        NodeDrainCommands.Drain(host),
        NodeDrainCommands.Undrain(host));

    private static Listing Columns() => new Listing()
        .Add("id", "id")
        .Add("state", "state")
        .Add("driver", "driver")
        .Add("workers", "workers")
        .Add("isolation", "isolation.mechanism")
        .Add("no network", "isolation.network")
        .Add("own files", "isolation.filesystem")
        .Add("own processes", "isolation.processes")
        .Add("memory limit", "isolation.memory_limit")
        .Add("memory", item => Listing.At(item, "memory_bytes") is { ValueKind: JsonValueKind.Number } bytes ? Format.Bytes(bytes.GetInt64()) : "-")
        .Add("free", item => Listing.At(item, "free_memory_bytes") is { ValueKind: JsonValueKind.Number } bytes ? Format.Bytes(bytes.GetInt64()) : "-")
        .Add("cpus", "cpus")
        .AddWhereThere("remark", "message");
}
