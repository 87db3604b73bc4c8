namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>Network of a group.</summary>
public sealed record GroupNetwork
{
    /// <summary><c>host</c>, <c>bridge</c> or <c>none</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>Ports that the cluster chooses.</summary>
    public IReadOnlyList<NetworkPort>? DynamicPorts { get; init; }

    /// <summary>Ports that the job chooses.</summary>
    public IReadOnlyList<NetworkPort>? ReservedPorts { get; init; }
}
