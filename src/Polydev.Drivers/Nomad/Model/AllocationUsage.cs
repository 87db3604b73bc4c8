namespace Polydev.Drivers.Nomad.Model;

/// <summary>What an allocation uses.</summary>
public sealed record AllocationUsage
{
    /// <summary>All tasks together.</summary>
    public ResourceUsage? ResourceUsage { get; init; }

    /// <summary>By task.</summary>
    public IReadOnlyDictionary<string, TaskUsage>? Tasks { get; init; }

    /// <summary>When, in ns since 1970.</summary>
    public long Timestamp { get; init; }
}
