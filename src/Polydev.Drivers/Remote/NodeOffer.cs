using Polydev.Drivers.Machines;

namespace Polydev.Drivers.Remote;

/// <summary>What a node says of its host, beside what its driver says.</summary>
public sealed record NodeOffer
{
    /// <summary>Version of the node's program.</summary>
    public required string Version { get; init; }

    /// <summary>Operating system in words.</summary>
    public required string Os { get; init; }

    /// <summary>Memory in bytes that is kept from workers.</summary>
    public required long ReserveMemoryBytes { get; init; }

    /// <summary>What stands in the way of workers here, beside what the driver says; null for nothing.</summary>
    public Func<string?> Obstacle { get; init; } = static () => null;

    /// <summary>Measures the host.</summary>
    public Func<MachineCapacity> Measure { get; init; } = MachineCapacity.Measure;
}
