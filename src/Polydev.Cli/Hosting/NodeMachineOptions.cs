using System.Net;
using Polydev.Protocol.Nodes;

namespace Polydev.Cli.Hosting;

/// <summary>How a node of a cluster is started in this process.</summary>
internal sealed record NodeMachineOptions
{
    /// <summary>Where the controller may be.</summary>
    public required IReadOnlyList<DnsEndPoint> Controllers { get; init; }

    /// <summary>The node's data directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Name to join under.</summary>
    public required string Name { get; init; }

    /// <summary>Token to join with; null for none.</summary>
    public JoinToken? Token { get; init; }

    /// <summary>Name of the driver; null to take containers where an engine and our image are there, else processes.</summary>
    public string? Driver { get; init; }

    /// <summary>Image of worker containers; null for the one that belongs to this version.</summary>
    public string? Image { get; init; }

    /// <summary>OCI runtime of worker containers; null for the engine's own choice.</summary>
    public string? Runtime { get; init; }

    /// <summary>Where its figures can be read; null for nowhere.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>Memory in bytes that is kept from workers.</summary>
    public required long ReserveMemoryBytes { get; init; }

    /// <summary>How long running executions have to end when the node is told to stop.</summary>
    public required TimeSpan DrainPatience { get; init; }
}
