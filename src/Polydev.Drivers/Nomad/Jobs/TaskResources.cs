namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>What a task is given.</summary>
public sealed record TaskResources
{
    /// <summary>Share of CPU, in MHz.</summary>
    public int? CPU { get; init; }

    /// <summary>Memory in MB.</summary>
    public int? MemoryMB { get; init; }

    /// <summary>Most memory in MB, where the cluster allows more than is reserved.</summary>
    public int? MemoryMaxMB { get; init; }
}
