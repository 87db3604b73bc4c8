namespace Polydev.Drivers.Remote.Frames;

/// <summary>What a node's host has and how it starts workers, as of now.</summary>
internal sealed record NodeFigures
{
    /// <summary>Name of the node's own driver.</summary>
    public required string Driver { get; init; }

    /// <summary>Operating system in words.</summary>
    public required string Os { get; init; }

    /// <summary>Version of the node's program.</summary>
    public required string Version { get; init; }

    /// <summary>Cores that workers may use.</summary>
    public required double Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Memory in bytes that could be had now.</summary>
    public required long MemoryAvailableBytes { get; init; }

    /// <summary>Memory in bytes that the node's operator keeps from workers.</summary>
    public required long ReserveMemoryBytes { get; init; }

    /// <summary>The isolation in force.</summary>
    public required WorkerIsolation Isolation { get; init; }

    /// <summary>Whether workers can be started there.</summary>
    public required bool Usable { get; init; }

    /// <summary>Why not and what to do, or a remark.</summary>
    public string? Message { get; init; }
}
