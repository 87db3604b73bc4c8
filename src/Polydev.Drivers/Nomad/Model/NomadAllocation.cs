using Polydev.Drivers.Nomad.Jobs;

namespace Polydev.Drivers.Nomad.Model;

/// <summary>A group placed on a node. Lists and events leave some of it out.</summary>
public sealed record NomadAllocation
{
    /// <summary>Id.</summary>
    public required string ID { get; init; }

    /// <summary>The evaluation that placed it.</summary>
    public string? EvalID { get; init; }

    /// <summary>For example <c>job.group[0]</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Its namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The node.</summary>
    public string? NodeID { get; init; }

    /// <summary>Name of the node.</summary>
    public string? NodeName { get; init; }

    /// <summary>The job.</summary>
    public string? JobID { get; init; }

    /// <summary>The group.</summary>
    public string? TaskGroup { get; init; }

    /// <summary><c>run</c>, <c>stop</c> or <c>evict</c>.</summary>
    public string? DesiredStatus { get; init; }

    /// <summary>Why, in words.</summary>
    public string? DesiredDescription { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>complete</c>, <c>failed</c>, <c>lost</c> or <c>unknown</c>.</summary>
    public string? ClientStatus { get; init; }

    /// <summary>Why, in words.</summary>
    public string? ClientDescription { get; init; }

    /// <summary>What its tasks do.</summary>
    public IReadOnlyDictionary<string, TaskState>? TaskStates { get; init; }

    /// <summary>The one that it replaces.</summary>
    public string? PreviousAllocation { get; init; }

    /// <summary>The one that replaces it.</summary>
    public string? NextAllocation { get; init; }

    /// <summary>What it was given.</summary>
    public AllocatedResources? AllocatedResources { get; init; }

    /// <summary>Its job, in the full view only.</summary>
    public NomadJob? Job { get; init; }

    /// <summary>How the node was found.</summary>
    public PlacementMetrics? Metrics { get; init; }

    /// <summary>Raft index of its making.</summary>
    public ulong CreateIndex { get; init; }

    /// <summary>Raft index of its last change.</summary>
    public ulong ModifyIndex { get; init; }

    /// <summary>When it was made, in ns since 1970.</summary>
    public long CreateTime { get; init; }

    /// <summary>When it changed, in ns since 1970.</summary>
    public long ModifyTime { get; init; }
}
