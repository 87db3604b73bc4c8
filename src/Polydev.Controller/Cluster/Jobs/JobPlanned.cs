namespace Polydev.Controller.Cluster.Jobs;

/// <summary>What a submission would do. Nothing was done.</summary>
internal sealed record JobPlanned
{
    /// <summary>Id of the job.</summary>
    public required string Id { get; init; }

    /// <summary>Its template.</summary>
    public required string Template { get; init; }

    /// <summary>created, updated or unchanged.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>What would change, a line for each field: <c>group worker / task runtime / Resources.MemoryMB: 256 -> 512</c>.</summary>
    public required IReadOnlyList<string> Diff { get; init; }

    /// <summary>Why there is no place for it, in words; null when there is.</summary>
    public string? NoPlace { get; init; }

    /// <summary>What the cluster does not like about the job; null for nothing.</summary>
    public string? Warnings { get; init; }
}
