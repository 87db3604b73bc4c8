namespace Polydev.Drivers.Nomad.Model;

/// <summary>CPU that was given.</summary>
public sealed record AllocatedCpu
{
    /// <summary>In MHz.</summary>
    public long CpuShares { get; init; }
}
