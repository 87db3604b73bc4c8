using Polydev.Protocol.Events;

namespace Polydev.Providers.Errors;

/// <summary>What an HTTP status means where the provider's own words do not say it better.</summary>
internal static class StatusCodes
{
    /// <summary>What an error without any status is taken for.</summary>
    public const int InternalServerError = 500;

    private const int Overloaded = 529; // Anthropic's own, in no standard table.

    public static string ToErrorCode(int status) => status switch
    {
        401 => ErrorCodes.ProviderAuth,
        402 => ErrorCodes.ProviderQuota,
        403 => ErrorCodes.ProviderPermission,
        404 or 410 => ErrorCodes.ProviderNotFound,
        408 or 504 => ErrorCodes.ProviderTimeout,
        409 or 425 => ErrorCodes.ProviderServerError,
        413 => ErrorCodes.ProviderTooLarge,
        429 => ErrorCodes.ProviderRateLimited,
        503 or Overloaded => ErrorCodes.ProviderOverloaded,
        >= 500 => ErrorCodes.ProviderServerError,
        >= 400 => ErrorCodes.ProviderInvalidRequest,
        _ => ErrorCodes.ProviderMalformed,
    };

    /// <summary>Whether the cause passes by itself.</summary>
    public static bool IsTransient(int status, string code) =>
        status is 408 or 409 or 425 or 429 or >= 500
        || code is ErrorCodes.ProviderRateLimited or ErrorCodes.ProviderOverloaded or ErrorCodes.ProviderServerError or ErrorCodes.ProviderTimeout;
}
