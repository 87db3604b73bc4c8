using Polydev.Controller.Storage.Records;
using Polydev.Protocol.Events;

namespace Polydev.Controller.Storage;

/// <summary>Turns rows into what the other rooms see.</summary>
internal static class StoredExecutions
{
    /// <summary>The execution of a row.</summary>
    public static StoredExecution Of(ExecutionRecord record) => new()
    {
        Id = record.Id,
        TenantId = record.TenantId,
        User = record.User,
        Provider = record.Provider,
        Model = record.Model,
        Status = record.Status,
        CreatedAt = record.CreatedAt,
        Deadline = record.Deadline,
        EndedAt = record.EndedAt,
        WorkerId = record.WorkerId,
        Attempts = record.Attempts,
        IdempotencyKey = record.IdempotencyKey,
        IdempotencyHash = record.IdempotencyHash,
        LastSeq = record.LastSeq,
        Usage = UsageOf(record),
        CostUsd = NanoUsd.ToUsd(record.CostNanoUsd),
        TotalMs = record.TotalMs,
        ProviderBytes = record.ProviderBytes,
        Summary = record.Summary,
    };

    private static TokenUsage? UsageOf(ExecutionRecord record) => record.InputTokens is not { } input
        ? null
        : new TokenUsage
        {
            InputTokens = input,
            OutputTokens = record.OutputTokens ?? 0,
            CachedInputTokens = record.CachedInputTokens ?? 0,
            CacheWriteInputTokens = record.CacheWriteInputTokens,
            ReasoningTokens = record.ReasoningTokens,
        };
}
