namespace Polydev.Controller.Cluster.Health;

/// <summary>A cluster as it is now.</summary>
internal sealed record ClusterReport
{
    /// <summary>Address of the agent that was asked.</summary>
    public required string Address { get; init; }

    /// <summary>Region; null when it is not known.</summary>
    public string? Region { get; init; }

    /// <summary>The leader, as <c>host:port</c>; null when there is none, or when it is not known.</summary>
    public string? Leader { get; init; }

    /// <summary>The servers.</summary>
    public required IReadOnlyList<ServerState> Servers { get; init; }

    /// <summary>Versions of the servers, oldest first.</summary>
    public required IReadOnlyList<string> ServerVersions { get; init; }

    /// <summary>Versions of the clients, oldest first.</summary>
    public required IReadOnlyList<string> ClientVersions { get; init; }

    /// <summary>The nodes, by name.</summary>
    public required IReadOnlyList<ClusterNodeState> Nodes { get; init; }

    /// <summary>Further workers that fit, by pool.</summary>
    public required IReadOnlyList<PoolRoom> Capacity { get; init; }

    /// <summary>Jobs of ours.</summary>
    public JobCounts? Jobs { get; init; }

    /// <summary>Allocations, of everybody that our token may see.</summary>
    public AllocationCounts? Allocations { get; init; }

    /// <summary>What is wrong, and what to do; the worst first.</summary>
    public required IReadOnlyList<ClusterFinding> Problems { get; init; }

    /// <summary>What could not be asked. The rest is true without it.</summary>
    public required IReadOnlyList<MissingAnswer> Missing { get; init; }
}
