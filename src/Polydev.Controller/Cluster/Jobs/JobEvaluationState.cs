namespace Polydev.Controller.Cluster.Jobs;

/// <summary>One look of the scheduler at a job.</summary>
internal sealed record JobEvaluationState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>pending, complete, blocked, failed or canceled.</summary>
    public required string Status { get; init; }

    /// <summary>What made the scheduler look.</summary>
    public required string TriggeredBy { get; init; }

    /// <summary>Why there was no place, or what else it has to say; null for nothing.</summary>
    public string? Message { get; init; }
}
