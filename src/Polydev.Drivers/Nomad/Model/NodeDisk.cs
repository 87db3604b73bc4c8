namespace Polydev.Drivers.Nomad.Model;

/// <summary>Disk of a node.</summary>
public sealed record NodeDisk
{
    /// <summary>In MB.</summary>
    public long DiskMB { get; init; }
}
