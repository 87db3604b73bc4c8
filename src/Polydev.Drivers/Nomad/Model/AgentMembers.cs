namespace Polydev.Drivers.Nomad.Model;

/// <summary>The servers as one of them sees them.</summary>
public sealed record AgentMembers
{
    /// <summary>Who answers.</summary>
    public string? ServerName { get; init; }

    /// <summary>Its region.</summary>
    public string? ServerRegion { get; init; }

    /// <summary>Its datacenter.</summary>
    public string? ServerDC { get; init; }

    /// <summary>All.</summary>
    public IReadOnlyList<AgentMember>? Members { get; init; }
}
