namespace Polydev.Drivers.Nomad.Model;

/// <summary>How a node drains.</summary>
public sealed record DrainSpec
{
    /// <summary>After which what still runs is moved; negative for at once.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Whether system jobs stay.</summary>
    public bool IgnoreSystemJobs { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When what still runs is moved.</summary>
    public DateTimeOffset? ForceDeadline { get; init; }
}
