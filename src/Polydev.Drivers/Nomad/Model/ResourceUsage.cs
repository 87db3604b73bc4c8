namespace Polydev.Drivers.Nomad.Model;

/// <summary>What is used.</summary>
public sealed record ResourceUsage
{
    /// <summary>CPU.</summary>
    public CpuUsage? CpuStats { get; init; }

    /// <summary>Memory.</summary>
    public MemoryUsage? MemoryStats { get; init; }
}
