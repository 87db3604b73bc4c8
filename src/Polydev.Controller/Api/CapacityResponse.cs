namespace Polydev.Controller.Api;

/// <summary>What this machine holds.</summary>
internal sealed record CapacityResponse
{
    /// <summary>Memory of the machine in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Its cores.</summary>
    public required double Cpus { get; init; }

    /// <summary>How many workers of each pool fit, if it had the machine to itself.</summary>
    public required IReadOnlyList<PoolCapacity> Pools { get; init; }
}
