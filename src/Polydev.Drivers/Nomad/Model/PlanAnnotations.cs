namespace Polydev.Drivers.Nomad.Model;

/// <summary>What a plan would do to allocations.</summary>
public sealed record PlanAnnotations
{
    /// <summary>By group.</summary>
    public IReadOnlyDictionary<string, GroupChanges>? DesiredTGUpdates { get; init; }
}
