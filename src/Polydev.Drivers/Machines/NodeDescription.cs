namespace Polydev.Drivers.Machines;

/// <summary>A host as it presents itself: what it has, how it starts workers, and how well it walls them in.</summary>
public sealed record NodeDescription
{
    /// <summary>Id of the node, which is its name.</summary>
    public required string Id { get; init; }

    /// <summary><c>ready</c>, or <c>unusable</c> when no worker can be started there.</summary>
    public required string State { get; init; }

    /// <summary>Why it is unusable, or what could be better and how; null when all is well.</summary>
    public string? Message { get; init; }

    /// <summary>Operating system in words.</summary>
    public required string Os { get; init; }

    /// <summary>Name of the driver.</summary>
    public required string Driver { get; init; }

    /// <summary>Version of the node's program.</summary>
    public required string Version { get; init; }

    /// <summary>Cores that workers may use.</summary>
    public required double Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Memory in bytes that could be had now.</summary>
    public required long MemoryAvailableBytes { get; init; }

    /// <summary>The isolation in force.</summary>
    public required WorkerIsolation Isolation { get; init; }
}
