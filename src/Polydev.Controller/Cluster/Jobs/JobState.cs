namespace Polydev.Controller.Cluster.Jobs;

/// <summary>A job of ours, with all that is known of it.</summary>
internal sealed record JobState
{
    /// <summary>Id of the job.</summary>
    public required string Id { get; init; }

    /// <summary>Its template.</summary>
    public required string Template { get; init; }

    /// <summary>The job it was dispatched from; null for none.</summary>
    public string? Parent { get; init; }

    /// <summary>batch, service or system.</summary>
    public required string Type { get; init; }

    /// <summary>pending, running, dead, or stopped when somebody stopped it.</summary>
    public required string Status { get; init; }

    /// <summary>What is wrong, in words: why there is no place, or how its newest allocation failed; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>How often it was registered before.</summary>
    public required ulong Version { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Datacenters it may run in.</summary>
    public required IReadOnlyList<string> Datacenters { get; init; }

    /// <summary>Its groups.</summary>
    public required IReadOnlyList<JobGroupState> Groups { get; init; }

    /// <summary>What was dispatched from it; null for a job that takes no dispatches.</summary>
    public JobChildrenState? Children { get; init; }

    /// <summary>Its allocations, newest first, 50 at most.</summary>
    public required IReadOnlyList<JobAllocationState> Allocations { get; init; }

    /// <summary>Its evaluations, newest first, 20 at most.</summary>
    public required IReadOnlyList<JobEvaluationState> Evaluations { get; init; }
}
