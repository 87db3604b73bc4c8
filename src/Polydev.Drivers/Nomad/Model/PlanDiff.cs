namespace Polydev.Drivers.Nomad.Model;

/// <summary>What would change: of a job, of a group, of a task, or of a part of them.</summary>
public sealed record PlanDiff
{
    /// <summary>The job; null for what is in one.</summary>
    public string? ID { get; init; }

    /// <summary>Name of the group, the task or the part.</summary>
    public string? Name { get; init; }

    /// <summary><c>None</c>, <c>Added</c>, <c>Edited</c> or <c>Deleted</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Fields of it.</summary>
    public IReadOnlyList<PlanField>? Fields { get; init; }

    /// <summary>Parts of it.</summary>
    public IReadOnlyList<PlanDiff>? Objects { get; init; }

    /// <summary>Groups of a job.</summary>
    public IReadOnlyList<PlanDiff>? TaskGroups { get; init; }

    /// <summary>Tasks of a group.</summary>
    public IReadOnlyList<PlanDiff>? Tasks { get; init; }
}
