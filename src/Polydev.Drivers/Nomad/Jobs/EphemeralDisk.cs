namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>Disk of an allocation.</summary>
public sealed record EphemeralDisk
{
    /// <summary>Size in MB; logs must fit into it.</summary>
    public int? SizeMB { get; init; }

    /// <summary>Whether the next allocation goes where the data is.</summary>
    public bool? Sticky { get; init; }

    /// <summary>Whether the data is moved.</summary>
    public bool? Migrate { get; init; }
}
