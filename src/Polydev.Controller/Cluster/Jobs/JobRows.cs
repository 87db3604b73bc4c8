namespace Polydev.Controller.Cluster.Jobs;

/// <summary>A page of jobs.</summary>
internal sealed record JobRows
{
    /// <summary>The jobs, by id.</summary>
    public required IReadOnlyList<JobRow> Jobs { get; init; }

    /// <summary>Where the next page begins; null on the last one.</summary>
    public string? NextCursor { get; init; }
}
