namespace Polydev.Drivers.Nomad.Model;

/// <summary>A member of the servers' gossip.</summary>
public sealed record AgentMember
{
    /// <summary>Name, with its region.</summary>
    public string? Name { get; init; }

    /// <summary>Address.</summary>
    public string? Addr { get; init; }

    /// <summary>Port of the gossip.</summary>
    public int Port { get; init; }

    /// <summary><c>alive</c>, <c>leaving</c>, <c>left</c> or <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>More; <c>build</c> is its version in all versions.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
