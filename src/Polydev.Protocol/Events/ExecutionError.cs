namespace Polydev.Protocol.Events;

/// <summary>Why an attempt or an execution failed, in words that can be acted on.</summary>
public sealed record ExecutionError
{
    /// <summary>One of <see cref="ErrorCodes"/>: stable, for programs.</summary>
    public string Code { get; init => field = value ?? ""; } = "";

    /// <summary>What happened and what to do, for people; never holds a secret.</summary>
    public string Message { get; init => field = value ?? ""; } = "";

    /// <summary>HTTP status the provider answered, when it answered.</summary>
    public int? ProviderStatus { get; init; }

    /// <summary>The provider's own code or type of the error.</summary>
    public string? ProviderCode { get; init; }

    /// <summary>The provider's id of the request, to quote to its support.</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>Whether the same request may be sent again without doing anything twice: the cause passes and nothing was emitted.</summary>
    public bool Retryable { get; init; }

    /// <summary>How long the provider asks to wait, in seconds.</summary>
    public double? RetryAfterSeconds { get; init; }
}
