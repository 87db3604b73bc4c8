namespace Polydev.Controller.Api;

/// <summary>What one node that takes workers holds.</summary>
internal sealed record NodeCapacity
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Cores.</summary>
    public required double Cpus { get; init; }

    /// <summary>Memory in bytes that its operator keeps from workers.</summary>
    public required long ReserveBytes { get; init; }

    /// <summary>How many workers of each pool fit, if it had the node to itself.</summary>
    public required IReadOnlyDictionary<string, long> WorkersByPool { get; init; }
}
