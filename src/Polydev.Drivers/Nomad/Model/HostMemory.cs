namespace Polydev.Drivers.Nomad.Model;

/// <summary>Memory of a node, in bytes.</summary>
public sealed record HostMemory
{
    /// <summary>All.</summary>
    public ulong Total { get; init; }

    /// <summary>Available.</summary>
    public ulong Available { get; init; }

    /// <summary>Used.</summary>
    public ulong Used { get; init; }

    /// <summary>Free.</summary>
    public ulong Free { get; init; }
}
