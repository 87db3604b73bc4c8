namespace Polydev.Drivers.Nomad.Model;

/// <summary>Ids that begin with something.</summary>
public sealed record SearchMatches
{
    /// <summary>By kind.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Matches { get; init; }

    /// <summary>Whether there are more, by kind.</summary>
    public IReadOnlyDictionary<string, bool>? Truncations { get; init; }
}
