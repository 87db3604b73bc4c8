namespace Polydev.Drivers.Nomad.Model;

/// <summary>What came of a change to a node.</summary>
public sealed record NodeChange
{
    /// <summary>Evaluations that carry it out.</summary>
    public IReadOnlyList<string>? EvalIDs { get; init; }

    /// <summary>Their raft index.</summary>
    public ulong EvalCreateIndex { get; init; }

    /// <summary>Raft index of the node's change.</summary>
    public ulong NodeModifyIndex { get; init; }

    /// <summary>Raft index of the change.</summary>
    public ulong Index { get; init; }
}
