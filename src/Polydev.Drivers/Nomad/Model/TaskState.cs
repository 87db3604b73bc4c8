namespace Polydev.Drivers.Nomad.Model;

/// <summary>What a task does.</summary>
public sealed record TaskState
{
    /// <summary><c>pending</c>, <c>running</c> or <c>dead</c>.</summary>
    public string? State { get; init; }

    /// <summary>Whether it ended badly.</summary>
    public bool Failed { get; init; }

    /// <summary>How often it was started again.</summary>
    public ulong Restarts { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What happened to it, oldest first; the last 10.</summary>
    public IReadOnlyList<TaskEvent>? Events { get; init; }
}
