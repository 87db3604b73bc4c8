namespace Polydev.Drivers.Nomad.Model;

/// <summary>What a node uses.</summary>
public sealed record HostStats
{
    /// <summary>Memory.</summary>
    public HostMemory? Memory { get; init; }

    /// <summary>CPUs.</summary>
    public IReadOnlyList<HostCpu>? CPU { get; init; }

    /// <summary>Disks.</summary>
    public IReadOnlyList<HostDisk>? DiskStats { get; init; }

    /// <summary>CPU in use, in MHz.</summary>
    public double CPUTicksConsumed { get; init; }

    /// <summary>Seconds since it started.</summary>
    public long Uptime { get; init; }
}
