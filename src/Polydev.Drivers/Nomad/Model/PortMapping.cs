namespace Polydev.Drivers.Nomad.Model;

/// <summary>A port that an allocation has.</summary>
public sealed record PortMapping
{
    /// <summary>Its name.</summary>
    public string? Label { get; init; }

    /// <summary>Its number on the host.</summary>
    public int Value { get; init; }

    /// <summary>Its number inside.</summary>
    public int To { get; init; }

    /// <summary>Address on the host.</summary>
    public string? HostIP { get; init; }
}
