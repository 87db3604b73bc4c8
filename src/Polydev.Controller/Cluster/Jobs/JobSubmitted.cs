namespace Polydev.Controller.Cluster.Jobs;

/// <summary>A job that was submitted.</summary>
internal sealed record JobSubmitted
{
    /// <summary>Id of the job.</summary>
    public required string Id { get; init; }

    /// <summary>Its template.</summary>
    public required string Template { get; init; }

    /// <summary>created, updated, or unchanged: it was there and said the same.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>The evaluation that places it; null when there is nothing to place.</summary>
    public string? Evaluation { get; init; }

    /// <summary>What came of the placement so far, in words: placed, no place and why, or still being placed.</summary>
    public required string Placement { get; init; }

    /// <summary>What the cluster does not like about the job; null for nothing.</summary>
    public string? Warnings { get; init; }
}
