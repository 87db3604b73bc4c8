namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>What a dispatch must and may bring.</summary>
public sealed record ParameterizedJob
{
    /// <summary><c>optional</c>, <c>required</c> or <c>forbidden</c>.</summary>
    public string? Payload { get; init; }

    /// <summary>Names of metadata that must be there.</summary>
    public IReadOnlyList<string>? MetaRequired { get; init; }

    /// <summary>Names of metadata that may be.</summary>
    public IReadOnlyList<string>? MetaOptional { get; init; }
}
