namespace Polydev.Drivers.Nomad.Model;

/// <summary>What would change.</summary>
public sealed record PlanDiff
{
    /// <summary>The job.</summary>
    public string? ID { get; init; }

    /// <summary><c>None</c>, <c>Added</c>, <c>Edited</c> or <c>Deleted</c>.</summary>
    public string? Type { get; init; }
}
