namespace Polydev.Drivers.Nomad.Model;

/// <summary>Access control of an agent.</summary>
public sealed record AgentAcl
{
    /// <summary>Whether requests need a token.</summary>
    public bool Enabled { get; init; }
}
