namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>Where a volume is in a task.</summary>
public sealed record VolumeMount
{
    /// <summary>Our name for it.</summary>
    public string? Volume { get; init; }

    /// <summary>Path inside.</summary>
    public string? Destination { get; init; }

    /// <summary>Whether nothing is written there.</summary>
    public bool? ReadOnly { get; init; }
}
