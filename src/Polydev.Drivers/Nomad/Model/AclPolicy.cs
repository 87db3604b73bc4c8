namespace Polydev.Drivers.Nomad.Model;

/// <summary>What tokens may.</summary>
public sealed record AclPolicy
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The rules, as HCL.</summary>
    public required string Rules { get; init; }
}
