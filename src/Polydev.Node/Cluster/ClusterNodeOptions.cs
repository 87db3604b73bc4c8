using System.Net;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>How a node of a cluster is set up.</summary>
public sealed record ClusterNodeOptions
{
    /// <summary>Where the controller may be; tried in turn.</summary>
    public required IReadOnlyList<DnsEndPoint> Controllers { get; init; }

    /// <summary>The node's data directory; must exist.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Name to join under.</summary>
    public required string Name { get; init; }

    /// <summary>Token to join with, where the node has not joined yet or is not known any more; null for none.</summary>
    public JoinToken? Token { get; init; }

    /// <summary>The driver that makes workers, and the gateway that lets them out.</summary>
    public required NodeOptions Node { get; init; }
}
