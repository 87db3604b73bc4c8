namespace Polydev.Drivers.Nomad.Model;

/// <summary>A directory that a node offers.</summary>
public sealed record HostVolume
{
    /// <summary>Path on the node.</summary>
    public string? Path { get; init; }

    /// <summary>Whether nothing is written there.</summary>
    public bool ReadOnly { get; init; }
}
