namespace Polydev.Drivers.Nomad.Model;

/// <summary>Whether an agent is well.</summary>
public sealed record AgentHealth
{
    /// <summary>Its client; null when it is none.</summary>
    public AgentPart? Client { get; init; }

    /// <summary>Its server; null when it is none.</summary>
    public AgentPart? Server { get; init; }
}
