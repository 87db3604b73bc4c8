using Polydev.Protocol.Events;

namespace Polydev.Controller.Executions;

/// <summary>What is stored at the end of an execution beside the columns that are searched.</summary>
internal sealed record ExecutionSummary
{
    /// <summary>Why the model stopped.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>The provider's word for it.</summary>
    public string? ProviderStopReason { get; init; }

    /// <summary>Why the execution failed.</summary>
    public ExecutionError? Error { get; init; }

    /// <summary>The attempts, oldest first.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init => field = value ?? []; } = [];

    /// <summary>Where the time went.</summary>
    public ExecutionTimings Timings { get; init => field = value ?? new(); } = new();

    /// <summary>The worker of the last attempt.</summary>
    public ExecutionWorker? Worker { get; init; }
}
