namespace Polydev.Controller.Cluster.Jobs;

/// <summary>A job of ours in a list.</summary>
internal sealed record JobRow
{
    /// <summary>Id of the job.</summary>
    public required string Id { get; init; }

    /// <summary>Its template.</summary>
    public required string Template { get; init; }

    /// <summary>The job it was dispatched from; null for none.</summary>
    public string? Parent { get; init; }

    /// <summary>batch, service or system.</summary>
    public required string Type { get; init; }

    /// <summary>pending, running or dead, as the cluster says it; stopped when somebody stopped it.</summary>
    public required string Status { get; init; }

    /// <summary>Allocations, or dispatched jobs of a parameterized one, that wait or start.</summary>
    public required int Pending { get; init; }

    /// <summary>The same, that run.</summary>
    public required int Running { get; init; }

    /// <summary>The same, that have ended.</summary>
    public required int Ended { get; init; }

    /// <summary>When it was submitted; null when the cluster does not say.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }
}
