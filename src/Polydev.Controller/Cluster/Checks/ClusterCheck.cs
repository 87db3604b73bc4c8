namespace Polydev.Controller.Cluster.Checks;

/// <summary>A finding of a check of the cluster.</summary>
public sealed record ClusterCheck
{
    /// <summary>What was looked at.</summary>
    public required string Name { get; init; }

    /// <summary>ok, failed or skipped.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>What was found, or why it was skipped.</summary>
    public required string Found { get; init; }

    /// <summary>What to do; null when nothing needs doing.</summary>
    public string? Next { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required double TookMs { get; init; }
}
