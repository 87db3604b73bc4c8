namespace Polydev.Drivers.Nomad.Model;

/// <summary>What registering a job would do.</summary>
public sealed record JobPlan
{
    /// <summary>What would happen to allocations.</summary>
    public PlanAnnotations? Annotations { get; init; }

    /// <summary>Groups that could not be placed, and why.</summary>
    public IReadOnlyDictionary<string, PlacementMetrics>? FailedTGAllocs { get; init; }

    /// <summary>What would change.</summary>
    public PlanDiff? Diff { get; init; }

    /// <summary>Raft index to register it at.</summary>
    public ulong JobModifyIndex { get; init; }

    /// <summary>What the cluster does not like.</summary>
    public string? Warnings { get; init; }
}
