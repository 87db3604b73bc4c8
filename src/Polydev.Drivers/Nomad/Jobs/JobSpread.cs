namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>What allocations are spread over.</summary>
public sealed record JobSpread
{
    /// <summary>For example <c>${node.unique.id}</c>.</summary>
    public string? Attribute { get; init; }

    /// <summary>1 to 100.</summary>
    public int? Weight { get; init; }
}
