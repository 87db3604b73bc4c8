namespace Polydev.Controller.Cluster.Jobs;

/// <summary>A task of an allocation.</summary>
internal sealed record JobTaskState
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>pending, running or dead.</summary>
    public required string State { get; init; }

    /// <summary>Whether it failed.</summary>
    public required bool Failed { get; init; }

    /// <summary>What there is to say, in words: how it ended, and what to do when the image is missing; or what happened last.</summary>
    public string? Message { get; init; }

    /// <summary>Exit code; null while it has none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What happened to it, oldest first, as the cluster says it.</summary>
    public required IReadOnlyList<JobTaskEvent> Events { get; init; }
}
