namespace Polydev.Drivers.Nomad.Model;

/// <summary>A field that would change, or not.</summary>
public sealed record PlanField
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary><c>None</c>, <c>Added</c>, <c>Edited</c> or <c>Deleted</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What it is.</summary>
    public string? Old { get; init; }

    /// <summary>What it would be.</summary>
    public string? New { get; init; }
}
