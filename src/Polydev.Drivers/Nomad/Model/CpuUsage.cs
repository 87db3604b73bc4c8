namespace Polydev.Drivers.Nomad.Model;

/// <summary>CPU that is used.</summary>
public sealed record CpuUsage
{
    /// <summary>Of one CPU.</summary>
    public double Percent { get; init; }

    /// <summary>In MHz.</summary>
    public double TotalTicks { get; init; }
}
