using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Health;

/// <summary>What a cluster answered; null for what it did not.</summary>
internal sealed record ClusterAnswers
{
    /// <summary>The agent on itself.</summary>
    public AgentSelf? Agent { get; init; }

    /// <summary>The leader; empty for none.</summary>
    public string? Leader { get; init; }

    /// <summary>The servers.</summary>
    public AgentMembers? Members { get; init; }

    /// <summary>The nodes, with their resources; those that drain in full.</summary>
    public IReadOnlyList<NomadNode>? Nodes { get; init; }

    /// <summary>Allocations with their resources.</summary>
    public IReadOnlyList<NomadAllocation>? Allocations { get; init; }

    /// <summary>Jobs whose ids begin as ours do.</summary>
    public IReadOnlyList<JobStub>? Jobs { get; init; }

    /// <summary>The jobs of workers that our pools need.</summary>
    public IReadOnlyList<WorkerJobState>? WorkerJobs { get; init; }

    /// <summary>What could not be asked.</summary>
    public required IReadOnlyList<MissingAnswer> Missing { get; init; }
}
