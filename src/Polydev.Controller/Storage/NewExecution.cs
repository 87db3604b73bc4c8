namespace Polydev.Controller.Storage;

/// <summary>The stored beginning of an execution.</summary>
internal sealed record NewExecution
{
    /// <summary>Id, <c>exe_…</c>, sortable by time.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it must be over.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Provider first asked for.</summary>
    public required string Provider { get; init; }

    /// <summary>Model first asked for.</summary>
    public required string Model { get; init; }

    /// <summary>The caller's own name of its user; null for none.</summary>
    public string? User { get; init; }

    /// <summary>The request as it came, JSON.</summary>
    public required ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>The caller's idempotency key; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the request body, to tell a repeat from a misuse of the key.</summary>
    public byte[]? IdempotencyHash { get; init; }
}
