namespace Polydev.Drivers.Nomad.Model;

/// <summary>What the tasks of an allocation share.</summary>
public sealed record AllocatedShared
{
    /// <summary>Disk in MB.</summary>
    public long DiskMB { get; init; }

    /// <summary>Ports.</summary>
    public IReadOnlyList<PortMapping>? Ports { get; init; }
}
