namespace Polydev.Drivers.Nomad.Model;

/// <summary>What came of a change to a job.</summary>
public sealed record JobChange
{
    /// <summary>Evaluation that carries it out; empty when there is nothing to.</summary>
    public string? EvalID { get; init; }

    /// <summary>Its raft index.</summary>
    public ulong EvalCreateIndex { get; init; }

    /// <summary>Raft index of the registration.</summary>
    public ulong JobModifyIndex { get; init; }

    /// <summary>Raft index of the change.</summary>
    public ulong Index { get; init; }

    /// <summary>What the cluster does not like.</summary>
    public string? Warnings { get; init; }
}
