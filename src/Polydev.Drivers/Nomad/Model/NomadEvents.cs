namespace Polydev.Drivers.Nomad.Model;

/// <summary>What changed at one index; without events it is a sign of life.</summary>
public sealed record NomadEvents
{
    /// <summary>Raft index.</summary>
    public ulong Index { get; init; }

    /// <summary>What changed.</summary>
    public IReadOnlyList<NomadEvent>? Events { get; init; }
}
