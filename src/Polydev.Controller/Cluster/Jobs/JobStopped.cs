namespace Polydev.Controller.Cluster.Jobs;

/// <summary>A job that was told to stop.</summary>
internal sealed record JobStopped
{
    /// <summary>Id of the job.</summary>
    public required string Id { get; init; }

    /// <summary>Its template.</summary>
    public required string Template { get; init; }

    /// <summary>Whether it was forgotten too.</summary>
    public required bool Purged { get; init; }

    /// <summary>The evaluation that ends what runs of it; null when there is nothing to end.</summary>
    public string? Evaluation { get; init; }
}
