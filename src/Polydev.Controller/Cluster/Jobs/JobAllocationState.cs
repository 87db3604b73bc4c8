namespace Polydev.Controller.Cluster.Jobs;

/// <summary>An allocation of a job: one run of a group on one node.</summary>
internal sealed record JobAllocationState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The group.</summary>
    public required string Group { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>pending, running, complete, failed, lost or unknown.</summary>
    public required string Status { get; init; }

    /// <summary>run, stop or evict: what the cluster wants.</summary>
    public required string Desired { get; init; }

    /// <summary>When it was placed.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it changed last.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Its tasks.</summary>
    public required IReadOnlyList<JobTaskState> Tasks { get; init; }
}
