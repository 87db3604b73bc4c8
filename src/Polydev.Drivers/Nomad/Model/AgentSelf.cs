namespace Polydev.Drivers.Nomad.Model;

/// <summary>What an agent says of itself.</summary>
public sealed record AgentSelf
{
    /// <summary>As a member of the servers' gossip; on a client without one.</summary>
    public AgentMember? Member { get; init; }

    /// <summary>How it is set up.</summary>
    public AgentConfig? Config { get; init; }

    /// <summary>Figures, by part.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Stats { get; init; }
}
