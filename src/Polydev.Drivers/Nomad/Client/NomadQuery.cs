namespace Polydev.Drivers.Nomad.Client;

/// <summary>What a question to the cluster may say beside what it asks.</summary>
public sealed record NomadQuery
{
    /// <summary>Namespace, or <c>*</c> for all; null for that of the client.</summary>
    public string? Namespace { get; init; }

    /// <summary>Region; null for that of the client.</summary>
    public string? Region { get; init; }

    /// <summary>Index last seen: the answer comes when there is something newer; null to be answered at once.</summary>
    public ulong? Index { get; init; }

    /// <summary>How long to wait for something newer; up to a sixteenth more passes. At most 10 minutes.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether any server may answer, which also works without a leader, by what it knows.</summary>
    public bool Stale { get; init; }

    /// <summary>Only what has an id that begins so.</summary>
    public string? Prefix { get; init; }

    /// <summary>Filter expression; Nomad 1.3 and later.</summary>
    public string? Filter { get; init; }

    /// <summary>Most items of the answer; Nomad 1.3 and later.</summary>
    public int? PerPage { get; init; }

    /// <summary>Where the next page begins, from the answer before; Nomad 1.3 and later.</summary>
    public string? NextToken { get; init; }

    /// <summary>Whether items come with their resources.</summary>
    public bool Resources { get; init; }

    /// <summary>Whether allocations of earlier jobs of this name count too.</summary>
    public bool All { get; init; }
}
