namespace Polydev.Drivers.Nomad.Model;

/// <summary>How an agent is a server.</summary>
public sealed record AgentServer
{
    /// <summary>Whether it is one.</summary>
    public bool Enabled { get; init; }

    /// <summary>Events that are kept for who connects again.</summary>
    public int? EventBufferSize { get; init; }

    /// <summary>Age at which ended jobs are forgotten, as Go writes it; empty for the default, 4 hours.</summary>
    public string? JobGCThreshold { get; init; }
}
