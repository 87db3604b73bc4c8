namespace Polydev.Drivers.Nomad.Model;

/// <summary>CPU of a node.</summary>
public sealed record NodeCpu
{
    /// <summary>In MHz.</summary>
    public long CpuShares { get; init; }
}
