namespace Polydev.Drivers.Nomad.Model;

/// <summary>Whether the servers are well.</summary>
public sealed record AutopilotHealth
{
    /// <summary>Whether all are.</summary>
    public bool Healthy { get; init; }

    /// <summary>How many may fail.</summary>
    public int FailureTolerance { get; init; }
}
