namespace Polydev.Controller.Cluster.Health;

/// <summary>A node of a cluster.</summary>
internal sealed record ClusterNodeState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its datacenter.</summary>
    public required string Datacenter { get; init; }

    /// <summary>Its version; null when it does not say.</summary>
    public string? Version { get; init; }

    /// <summary>ready, initializing, disconnected or down.</summary>
    public required string Status { get; init; }

    /// <summary>Whether new allocations may go there.</summary>
    public required bool Eligible { get; init; }

    /// <summary>Whether it drains.</summary>
    public required bool Draining { get; init; }

    /// <summary>When a drain moves what still runs; null for never, or when it does not drain.</summary>
    public DateTimeOffset? DrainDeadline { get; init; }

    /// <summary>Its drivers that were found.</summary>
    public required IReadOnlyList<DriverState> Drivers { get; init; }

    /// <summary>Whether it offers the sockets of workers.</summary>
    public required bool OffersSockets { get; init; }

    /// <summary>CPU that allocations can have, in MHz.</summary>
    public required long CpuMhz { get; init; }

    /// <summary>Memory that allocations can have, in MB.</summary>
    public required long MemoryMb { get; init; }

    /// <summary>CPU that allocations have, in MHz; null when it could not be asked.</summary>
    public long? UsedCpuMhz { get; init; }

    /// <summary>Memory that allocations have, in MB; null when it could not be asked.</summary>
    public long? UsedMemoryMb { get; init; }

    /// <summary>Allocations that have not ended; null when it could not be asked.</summary>
    public int? Allocations { get; init; }
}
