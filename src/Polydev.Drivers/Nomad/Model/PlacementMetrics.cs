namespace Polydev.Drivers.Nomad.Model;

/// <summary>How the search for a node went.</summary>
public sealed record PlacementMetrics
{
    /// <summary>Looked at.</summary>
    public int NodesEvaluated { get; init; }

    /// <summary>Not fit.</summary>
    public int NodesFiltered { get; init; }

    /// <summary>Fit, without room.</summary>
    public int NodesExhausted { get; init; }

    /// <summary>Ready ones, by datacenter.</summary>
    public IReadOnlyDictionary<string, int>? NodesAvailable { get; init; }

    /// <summary>Nodes that a constraint left out, by constraint.</summary>
    public IReadOnlyDictionary<string, int>? ConstraintFiltered { get; init; }

    /// <summary>Nodes that were left out, by class.</summary>
    public IReadOnlyDictionary<string, int>? ClassFiltered { get; init; }

    /// <summary>Nodes without room, by class.</summary>
    public IReadOnlyDictionary<string, int>? ClassExhausted { get; init; }

    /// <summary>Nodes without room, by what is short, for example <c>memory</c>.</summary>
    public IReadOnlyDictionary<string, int>? DimensionExhausted { get; init; }

    /// <summary>What the quota has no more of.</summary>
    public IReadOnlyList<string>? QuotaExhausted { get; init; }

    /// <summary>Further ones that failed likewise.</summary>
    public int CoalescedFailures { get; init; }
}
