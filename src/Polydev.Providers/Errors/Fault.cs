namespace Polydev.Providers.Errors;

/// <summary>What a provider says went wrong, in its own words.</summary>
internal sealed record Fault
{
    /// <summary>The most telling of the provider's codes; goes to the caller as it is.</summary>
    public string? Code { get; init; }

    /// <summary>The provider's broader word: <c>type</c> or <c>status</c>.</summary>
    public string? Kind { get; init; }

    public string? Message { get; init; }

    public string? RequestId { get; init; }

    /// <summary>An HTTP status given in the body, where the answer itself was 200.</summary>
    public int? Status { get; init; }

    /// <summary>A wait given in the body, in seconds.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>Whether a quota is used up that comes back only after a day or a payment.</summary>
    public bool QuotaIsLong { get; init; }
}
