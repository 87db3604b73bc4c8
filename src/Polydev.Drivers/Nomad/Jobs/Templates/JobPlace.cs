namespace Polydev.Drivers.Nomad.Jobs.Templates;

/// <summary>Where a job of ours goes.</summary>
public sealed record JobPlace
{
    /// <summary>Region; null for that of the agent.</summary>
    public string? Region { get; init; }

    /// <summary>Namespace; null for the agent's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>Datacenters, at least one: versions before 1.5 have no default.</summary>
    public IReadOnlyList<string> Datacenters { get; init; } = ["dc1"];

    /// <summary>Pool of nodes, from 1.6 on; null for the default one.</summary>
    public string? NodePool { get; init; }
}
