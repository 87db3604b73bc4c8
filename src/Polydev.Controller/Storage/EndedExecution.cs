using Polydev.Protocol.Events;

namespace Polydev.Controller.Storage;

/// <summary>The stored end of an execution.</summary>
internal sealed record EndedExecution
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The caller's own name of its user.</summary>
    public string? User { get; init; }

    /// <summary>Final status: succeeded, failed, cancelled, timed_out.</summary>
    public required string Status { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Sequence number of its terminal event.</summary>
    public required long LastSeq { get; init; }

    /// <summary>Provider of the last attempt.</summary>
    public required string Provider { get; init; }

    /// <summary>Model of the last attempt.</summary>
    public required string Model { get; init; }

    /// <summary>Tokens; null when the provider never said.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Cost in US dollars; null when usage or price is not known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Time from acceptance to end, in milliseconds.</summary>
    public required double TotalMs { get; init; }

    /// <summary>Bytes sent to and received from providers, over all attempts.</summary>
    public required long ProviderBytes { get; init; }

    /// <summary>The rest that is shown, JSON: stop reason, error, timings, worker, attempts.</summary>
    public required ReadOnlyMemory<byte> Summary { get; init; }
}
