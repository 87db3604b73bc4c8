namespace Polydev.Protocol.Events;

/// <summary>The stable codes of <see cref="ExecutionError"/>.</summary>
public static class ErrorCodes
{
    /// <summary>The provider refuses the credential.</summary>
    public const string ProviderAuth = "provider_auth";

    /// <summary>The credential is good but may not do this.</summary>
    public const string ProviderPermission = "provider_permission";

    /// <summary>The provider's rate limit is reached; it passes.</summary>
    public const string ProviderRateLimited = "provider_rate_limited";

    /// <summary>The account's quota or credit is used up; waiting does not help.</summary>
    public const string ProviderQuota = "provider_quota";

    /// <summary>The provider is overloaded; it passes.</summary>
    public const string ProviderOverloaded = "provider_overloaded";

    /// <summary>The provider failed inside.</summary>
    public const string ProviderServerError = "provider_server_error";

    /// <summary>The provider finds the request wrong.</summary>
    public const string ProviderInvalidRequest = "provider_invalid_request";

    /// <summary>The provider does not know the model or the address.</summary>
    public const string ProviderNotFound = "provider_not_found";

    /// <summary>The request is larger than the provider takes.</summary>
    public const string ProviderTooLarge = "provider_too_large";

    /// <summary>The provider gave up waiting for its own model.</summary>
    public const string ProviderTimeout = "provider_timeout";

    /// <summary>The stream ended without its end marker: the answer is cut.</summary>
    public const string ProviderTruncated = "provider_truncated";

    /// <summary>The provider sent bytes that are not of its wire.</summary>
    public const string ProviderMalformed = "provider_malformed";

    /// <summary>No connection to the provider came about.</summary>
    public const string ProviderUnreachable = "provider_unreachable";

    /// <summary>The egress gateway refused the connection.</summary>
    public const string EgressDenied = "egress_denied";

    /// <summary>The worker ended before the execution did.</summary>
    public const string WorkerLost = "worker_lost";

    /// <summary>The worker could not run the request: a fault of ours.</summary>
    public const string WorkerFailed = "worker_failed";

    /// <summary>The execution's own deadline passed.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>The caller cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>No worker could be had.</summary>
    public const string NoWorker = "no_worker";
}
