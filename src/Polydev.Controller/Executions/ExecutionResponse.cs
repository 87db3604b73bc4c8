using System.Text.Json;
using Polydev.Protocol.Events;

namespace Polydev.Controller.Executions;

/// <summary>An execution as the API shows it.</summary>
internal sealed record ExecutionResponse
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>Provider of the last attempt.</summary>
    public required string Provider { get; init; }

    /// <summary>Model of the last attempt.</summary>
    public required string Model { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Place in the queue, from 1; null when it does not wait.</summary>
    public int? QueuePosition { get; init; }

    /// <summary>What it has produced; null in lists.</summary>
    public ExecutionOutput? Output { get; init; }

    /// <summary>Why the model stopped.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>The provider's word for it.</summary>
    public string? ProviderStopReason { get; init; }

    /// <summary>Tokens; null when the provider never said.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Cost in US dollars by the price list; null when tokens or price are not known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Why it failed.</summary>
    public ExecutionError? Error { get; init; }

    /// <summary>Whether the answer is whole.</summary>
    public bool Complete { get; init; }

    /// <summary>The attempts, oldest first.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];

    /// <summary>Where the time went.</summary>
    public ExecutionTimings Timings { get; init; } = new();

    /// <summary>The worker of the last attempt.</summary>
    public ExecutionWorker? Worker { get; init; }

    /// <summary>The caller's own name of its user.</summary>
    public string? User { get; init; }

    /// <summary>The caller's metadata.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Sequence number of the last event.</summary>
    public long LastSeq { get; init; }
}
