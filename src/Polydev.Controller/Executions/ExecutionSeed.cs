using System.Text.Json;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Executions;

/// <summary>What an execution is from its first moment on.</summary>
internal sealed record ExecutionSeed
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>The owner.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>The checked request.</summary>
    public required ExecutionPlan Plan { get; init; }

    /// <summary>The request as it came.</summary>
    public required ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>The caller's metadata.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The caller's idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the request body; set with the key.</summary>
    public byte[]? IdempotencyHash { get; init; }

    /// <summary>When it must be over.</summary>
    public DateTimeOffset Deadline => CreatedAt + Plan.Timeout;
}
