namespace Polydev.Controller.Storage.Records;

/// <summary>A stored execution. Its request and its events stand in tables of their own, so that a change of state rewrites a small row.</summary>
internal sealed class ExecutionRecord
{
    /// <summary>Row number in order of acceptance; events refer to it because it is smaller than the id.</summary>
    public long Number { get; init; }

    public required string Id { get; init; }

    public required string TenantId { get; init; }

    public string? User { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? WorkerId { get; init; }

    public byte[]? Attempts { get; init; }

    public string? IdempotencyKey { get; init; }

    public byte[]? IdempotencyHash { get; init; }

    public long? LastSeq { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? CachedInputTokens { get; init; }

    public long? CacheWriteInputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    public long? CostNanoUsd { get; init; }

    public double? TotalMs { get; init; }

    public long? ProviderBytes { get; init; }

    public byte[]? Summary { get; init; }
}
