namespace Polydev.Drivers.Nomad.Model;

/// <summary>What a task uses.</summary>
public sealed record TaskUsage
{
    /// <summary>That.</summary>
    public ResourceUsage? ResourceUsage { get; init; }
}
