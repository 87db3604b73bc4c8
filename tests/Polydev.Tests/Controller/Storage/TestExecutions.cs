using Polydev.Controller.Storage;
using Polydev.Protocol.Events;

namespace Polydev.Tests.Controller.Storage;

/// <summary>Small executions for tests of storage.</summary>
internal static class TestExecutions
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public static NewExecution New(string id, string tenant = "default", string? idempotencyKey = null, DateTimeOffset? at = null) => new()
    {
        Id = id,
        TenantId = tenant,
        CreatedAt = at ?? Noon,
        Deadline = (at ?? Noon) + TimeSpan.FromMinutes(10),
        Provider = "openai",
        Model = "gpt-4.1",
        User = "ada",
        Request = """{"provider":"openai","model":"gpt-4.1","prompt":"hello"}"""u8.ToArray(),
        IdempotencyKey = idempotencyKey,
        IdempotencyHash = idempotencyKey is null ? null : [1, 2, 3],
    };

    public static EndedExecution Ended(string id, string tenant = "default", decimal? cost = 0.0125m, DateTimeOffset? at = null) => new()
    {
        Id = id,
        TenantId = tenant,
        User = "ada",
        Status = "succeeded",
        EndedAt = at ?? (Noon + TimeSpan.FromSeconds(2)),
        LastSeq = 3,
        Provider = "openai",
        Model = "gpt-4.1",
        Usage = new TokenUsage { InputTokens = 100, OutputTokens = 20, CachedInputTokens = 10, ReasoningTokens = 5 },
        CostUsd = cost,
        TotalMs = 1500,
        ProviderBytes = 4096,
        Summary = """{"stop_reason":"end"}"""u8.ToArray(),
    };

    /// <summary>Lines of events from a first to a last sequence number.</summary>
    public static byte[] Events(long first, long last, string type = "text") => System.Text.Encoding.UTF8.GetBytes(
        string.Join('\n', Enumerable.Range((int)first, (int)(last - first + 1)).Select(seq => $$"""{"seq":{{seq}},"type":"{{type}}","text":"piece {{seq}}"}""")));
}
