namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>A port of a group.</summary>
public sealed record NetworkPort
{
    /// <summary>Its name.</summary>
    public required string Label { get; init; }

    /// <summary>Its number on the host.</summary>
    public int? Value { get; init; }

    /// <summary>Its number inside.</summary>
    public int? To { get; init; }

    /// <summary>Network of the host that it is on.</summary>
    public string? HostNetwork { get; init; }
}
