namespace Polydev.Drivers.Nomad.Model;

/// <summary>A driver on a node.</summary>
public sealed record NodeDriver
{
    /// <summary>Whether what it needs is there.</summary>
    public bool Detected { get; init; }

    /// <summary>Whether it works.</summary>
    public bool Healthy { get; init; }

    /// <summary>Why not, in words.</summary>
    public string? HealthDescription { get; init; }

    /// <summary>What was found out about it.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
}
