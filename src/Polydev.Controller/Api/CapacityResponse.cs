namespace Polydev.Controller.Api;

/// <summary>What this machine holds, or all nodes together.</summary>
internal sealed record CapacityResponse
{
    /// <summary>Memory in bytes of the machine, or of the nodes that take workers.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Its cores.</summary>
    public required double Cpus { get; init; }

    /// <summary>The nodes that take workers; none when workers run on the controller's own machine.</summary>
    public required IReadOnlyList<NodeCapacity> Nodes { get; init; }

    /// <summary>How many workers of each pool fit, if it had the machine to itself.</summary>
    public required IReadOnlyList<PoolCapacity> Pools { get; init; }
}
