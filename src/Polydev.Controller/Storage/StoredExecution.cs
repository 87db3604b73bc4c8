using Polydev.Protocol.Events;

namespace Polydev.Controller.Storage;

/// <summary>An execution as it is stored, without its request and events.</summary>
internal sealed record StoredExecution
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The caller's own name of its user.</summary>
    public string? User { get; init; }

    /// <summary>Provider: of the last attempt when it ended, else the one first asked for.</summary>
    public required string Provider { get; init; }

    /// <summary>Model, likewise.</summary>
    public required string Model { get; init; }

    /// <summary>Status as last written.</summary>
    public required string Status { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it must be over.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The worker in charge when attempts were last written.</summary>
    public string? WorkerId { get; init; }

    /// <summary>The attempts as last written, JSON; null before the first.</summary>
    public byte[]? Attempts { get; init; }

    /// <summary>The caller's idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the request body that came with the key.</summary>
    public byte[]? IdempotencyHash { get; init; }

    /// <summary>Sequence number of the terminal event; null while it runs.</summary>
    public long? LastSeq { get; init; }

    /// <summary>Tokens; null when not known.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Cost in US dollars; null when not known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Time from acceptance to end, in milliseconds.</summary>
    public double? TotalMs { get; init; }

    /// <summary>Bytes sent to and received from providers.</summary>
    public long? ProviderBytes { get; init; }

    /// <summary>The rest that is shown, JSON, as given at the end.</summary>
    public byte[]? Summary { get; init; }
}
