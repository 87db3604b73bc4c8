namespace Polydev.Drivers.Nomad.Model;

/// <summary>A CPU of a node, in percent.</summary>
public sealed record HostCpu
{
    /// <summary>Its name.</summary>
    public string? CPU { get; init; }

    /// <summary>Used.</summary>
    public double Total { get; init; }

    /// <summary>Idle.</summary>
    public double Idle { get; init; }
}
