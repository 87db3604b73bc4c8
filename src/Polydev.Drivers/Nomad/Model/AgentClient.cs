namespace Polydev.Drivers.Nomad.Model;

/// <summary>How an agent is a client.</summary>
public sealed record AgentClient
{
    /// <summary>Whether it is one.</summary>
    public bool Enabled { get; init; }

    /// <summary>Allocations, live ones among them, beyond which each that ends is forgotten at once, with its logs.</summary>
    public int GCMaxAllocs { get; init; }
}
