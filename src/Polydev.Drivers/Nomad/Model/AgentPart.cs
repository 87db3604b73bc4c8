namespace Polydev.Drivers.Nomad.Model;

/// <summary>Whether a part of an agent is well.</summary>
public sealed record AgentPart
{
    /// <summary>Whether.</summary>
    public bool Ok { get; init; }

    /// <summary>Why not.</summary>
    public string? Message { get; init; }
}
