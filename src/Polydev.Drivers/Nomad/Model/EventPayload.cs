using Polydev.Drivers.Nomad.Jobs;

namespace Polydev.Drivers.Nomad.Model;

/// <summary>What something is after a change.</summary>
public sealed record EventPayload
{
    /// <summary>A job.</summary>
    public NomadJob? Job { get; init; }

    /// <summary>An allocation, without its job.</summary>
    public NomadAllocation? Allocation { get; init; }

    /// <summary>An evaluation.</summary>
    public NomadEvaluation? Evaluation { get; init; }

    /// <summary>A node.</summary>
    public NomadNode? Node { get; init; }
}
