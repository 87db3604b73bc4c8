namespace Polydev.Controller.Storage.Records;

/// <summary>What one user of one tenant used of one model on one UTC day.</summary>
internal sealed class UsageRecord
{
    public required DateOnly Day { get; init; }

    public required string TenantId { get; init; }

    /// <summary>The caller's own name of its user; empty for none, because a key column cannot be null.</summary>
    public required string User { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required long Executions { get; init; }

    /// <summary>Of the executions, those that failed or ran out of time; cancelled ones are not among them.</summary>
    public required long Failed { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required long CachedInputTokens { get; init; }

    public required long ReasoningTokens { get; init; }

    /// <summary>Known cost in billionths of a US dollar: whole numbers, so that sums are exact.</summary>
    public required long CostNanoUsd { get; init; }

    /// <summary>Executions whose cost is not known and so is not in <see cref="CostNanoUsd"/>.</summary>
    public required long ExecutionsWithoutCost { get; init; }

    public required double Seconds { get; init; }

    public required long Bytes { get; init; }
}
