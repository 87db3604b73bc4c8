namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>A directory of the node that a group wants.</summary>
public sealed record VolumeRequest
{
    /// <summary>Our name for it.</summary>
    public string? Name { get; init; }

    /// <summary><c>host</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Name under which the node's operator offers it.</summary>
    public string? Source { get; init; }

    /// <summary>Whether nothing is written there.</summary>
    public bool? ReadOnly { get; init; }
}
