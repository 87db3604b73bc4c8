namespace Polydev.Drivers.Nomad.Model;

/// <summary>The scheduler's work on a change.</summary>
public sealed record NomadEvaluation
{
    /// <summary>Id.</summary>
    public required string ID { get; init; }

    /// <summary>The job.</summary>
    public string? JobID { get; init; }

    /// <summary>Its namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Kind of scheduler.</summary>
    public string? Type { get; init; }

    /// <summary>What it comes of, for example <c>job-register</c> or <c>node-update</c>.</summary>
    public string? TriggeredBy { get; init; }

    /// <summary><c>pending</c>, <c>blocked</c>, <c>complete</c>, <c>failed</c> or <c>canceled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Why, in words.</summary>
    public string? StatusDescription { get; init; }

    /// <summary>The one that it continues.</summary>
    public string? PreviousEval { get; init; }

    /// <summary>The one that continues it.</summary>
    public string? NextEval { get; init; }

    /// <summary>The one that waits for room; empty when all was placed.</summary>
    public string? BlockedEval { get; init; }

    /// <summary>The node it is about.</summary>
    public string? NodeID { get; init; }

    /// <summary>Groups that could not be placed, and why.</summary>
    public IReadOnlyDictionary<string, PlacementMetrics>? FailedTGAllocs { get; init; }

    /// <summary>Allocations that wait, by group.</summary>
    public IReadOnlyDictionary<string, int>? QueuedAllocations { get; init; }

    /// <summary>Raft index of its making.</summary>
    public ulong CreateIndex { get; init; }

    /// <summary>Raft index of its last change.</summary>
    public ulong ModifyIndex { get; init; }
}
