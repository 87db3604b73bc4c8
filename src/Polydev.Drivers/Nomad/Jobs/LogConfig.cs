namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>How much of a task's output is kept.</summary>
public sealed record LogConfig
{
    /// <summary>Files.</summary>
    public int? MaxFiles { get; init; }

    /// <summary>Size of each in MB.</summary>
    public int? MaxFileSizeMB { get; init; }

    /// <summary>Whether none is; 1.6 and later.</summary>
    public bool? Disabled { get; init; }
}
