namespace Polydev.Drivers.Nomad.Model;

/// <summary>A namespace.</summary>
public sealed record NomadNamespace
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }
}
