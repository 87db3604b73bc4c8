namespace Polydev.Drivers.Nomad.Model;

/// <summary>A disk of a node.</summary>
public sealed record HostDisk
{
    /// <summary>Its device.</summary>
    public string? Device { get; init; }

    /// <summary>Where it is.</summary>
    public string? Mountpoint { get; init; }

    /// <summary>Size in bytes.</summary>
    public ulong Size { get; init; }

    /// <summary>Free, in bytes.</summary>
    public ulong Available { get; init; }
}
