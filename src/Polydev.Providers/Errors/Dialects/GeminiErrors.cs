using Polydev.Protocol.Events;
using Polydev.Providers.Json;

namespace Polydev.Providers.Errors.Dialects;

/// <summary>Google's errors: <c>{code, message, status, details[]}</c>, with the true reason and the wait in the details.</summary>
internal sealed class GeminiErrors : ErrorDialect
{
    public static readonly GeminiErrors Instance = new();

    public override Fault Read(JsonSlice error)
    {
        string? reason = null;
        double? wait = null;
        var quotaIsLong = false;
        foreach (var detail in error.Field("details"u8).Items)
        {
            reason ??= detail.Field("reason"u8).AsString();
            wait ??= Durations.Seconds(detail.Field("retryDelay"u8).AsString());
            foreach (var violation in detail.Field("violations"u8).Items)
            {
                quotaIsLong |= violation.Field("quotaId"u8).AsString()?.Contains("PerDay", StringComparison.Ordinal) ?? false;
            }
        }

        return new Fault
        {
            Code = reason,
            Kind = error.Field("status"u8).AsString(),
            Message = error.Field("message"u8).AsString(),
            Status = error.Field("code"u8).Number is >= 400 and < 600 and var status ? (int)status : null,
            RetryAfterSeconds = wait,
            QuotaIsLong = quotaIsLong,
        };
    }

    public override string? Classify(Fault fault, bool inStream) => fault.Code switch
    {
        "API_KEY_INVALID" or "API_KEY_EXPIRED" or "ACCESS_TOKEN_EXPIRED" => ErrorCodes.ProviderAuth, // comes with status 400
        "API_KEY_SERVICE_BLOCKED" or "API_KEY_HTTP_REFERRER_BLOCKED" or "API_KEY_IP_ADDRESS_BLOCKED" or "SERVICE_DISABLED"
            => ErrorCodes.ProviderPermission,
        "BILLING_DISABLED" => ErrorCodes.ProviderQuota,
        _ => ByStatusWord(fault),
    };

    private static string? ByStatusWord(Fault fault) => fault.Kind switch
    {
        "UNAUTHENTICATED" => ErrorCodes.ProviderAuth,
        "PERMISSION_DENIED" => ErrorCodes.ProviderPermission,
        "RESOURCE_EXHAUSTED" => fault.QuotaIsLong ? ErrorCodes.ProviderQuota : ErrorCodes.ProviderRateLimited,
        "UNAVAILABLE" => ErrorCodes.ProviderOverloaded,
        "DEADLINE_EXCEEDED" => ErrorCodes.ProviderTimeout,
        "INTERNAL" or "UNKNOWN" or "ABORTED" or "DATA_LOSS" => ErrorCodes.ProviderServerError,
        "NOT_FOUND" => ErrorCodes.ProviderNotFound,
        "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" or "UNIMPLEMENTED" => ErrorCodes.ProviderInvalidRequest,
        _ => null,
    };
}
