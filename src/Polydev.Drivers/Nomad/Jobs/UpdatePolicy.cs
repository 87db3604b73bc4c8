namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>How a new version takes the place of the old.</summary>
public sealed record UpdatePolicy
{
    /// <summary>How many at a time; 0 for all at once.</summary>
    public int? MaxParallel { get; init; }

    /// <summary><c>checks</c>, <c>task_states</c> or <c>manual</c>.</summary>
    public string? HealthCheck { get; init; }

    /// <summary>How long one must be healthy before the next.</summary>
    public TimeSpan? MinHealthyTime { get; init; }

    /// <summary>By when one must be healthy.</summary>
    public TimeSpan? HealthyDeadline { get; init; }

    /// <summary>By when one more must be healthy.</summary>
    public TimeSpan? ProgressDeadline { get; init; }

    /// <summary>Whether the old version comes back when the new one fails.</summary>
    public bool? AutoRevert { get; init; }

    /// <summary>How many of the new beside the old.</summary>
    public int? Canary { get; init; }
}
