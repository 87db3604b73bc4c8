namespace Polydev.Drivers.Nomad.Model;

/// <summary>How a job's counts are.</summary>
public sealed record JobScale
{
    /// <summary>The job.</summary>
    public string? JobID { get; init; }

    /// <summary>Whether it was stopped.</summary>
    public bool JobStopped { get; init; }

    /// <summary>By group.</summary>
    public IReadOnlyDictionary<string, GroupScale>? TaskGroups { get; init; }
}
