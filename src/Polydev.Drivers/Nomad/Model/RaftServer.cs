namespace Polydev.Drivers.Nomad.Model;

/// <summary>A server.</summary>
public sealed record RaftServer
{
    /// <summary>Id.</summary>
    public string? ID { get; init; }

    /// <summary>Name.</summary>
    public string? Node { get; init; }

    /// <summary>Address.</summary>
    public string? Address { get; init; }

    /// <summary>Whether it leads.</summary>
    public bool Leader { get; init; }

    /// <summary>Whether it votes.</summary>
    public bool Voter { get; init; }
}
