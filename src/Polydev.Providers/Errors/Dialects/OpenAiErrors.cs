using Polydev.Protocol.Events;
using Polydev.Providers.Json;

namespace Polydev.Providers.Errors.Dialects;

/// <summary>OpenAI's errors, on both of its wires: <c>{message, type, param, code}</c>, and rate headers with Go durations.</summary>
/// <remarks>Servers that speak OpenAI's wire often put an HTTP status where OpenAI has a word for a code; that is taken as a status.</remarks>
internal sealed class OpenAiErrors : ErrorDialect
{
    public static readonly OpenAiErrors Instance = new();

    public override Fault Read(JsonSlice error)
    {
        var code = error.Field("code"u8);
        return new Fault
        {
            Code = code.AsString(),
            Kind = error.Field("type"u8).AsString(),
            Message = error.Field("message"u8).AsString(),
            Status = code.Number is >= 400 and < 600 ? (int)code.Number : null,
        };
    }

    public override string? Classify(Fault fault, bool inStream) =>
        ByWord(fault.Code) ?? ByWord(fault.Kind) ?? (inStream ? ByBroadWord(fault.Code) ?? ByBroadWord(fault.Kind) : null);

    public override double? ResetSeconds(ProviderAnswer answer, DateTimeOffset now) => RetryAdvice.Reopening(
    [
        (Durations.Seconds(answer.Header("x-ratelimit-reset-requests")), answer.Header("x-ratelimit-remaining-requests")),
        (Durations.Seconds(answer.Header("x-ratelimit-reset-tokens")), answer.Header("x-ratelimit-remaining-tokens")),
    ]);

    private static string? ByWord(string? word) => word switch
    {
        "invalid_api_key" or "authentication_error" => ErrorCodes.ProviderAuth,
        "insufficient_quota" or "billing_hard_limit_reached" or "billing_not_active" => ErrorCodes.ProviderQuota,
        "rate_limit_exceeded" or "rate_limit_error" => ErrorCodes.ProviderRateLimited,
        "context_length_exceeded" or "string_above_max_length" or "request_too_large" => ErrorCodes.ProviderTooLarge,
        "model_not_found" => ErrorCodes.ProviderNotFound,
        "server_overloaded" or "overloaded_error" or "slow_down" => ErrorCodes.ProviderOverloaded,
        "vector_store_timeout" or "timeout" => ErrorCodes.ProviderTimeout,
        _ => null,
    };

    /// <summary>Words that say less than an HTTP status does, but all there is inside a stream.</summary>
    private static string? ByBroadWord(string? word) => word switch
    {
        "server_error" => ErrorCodes.ProviderServerError,
        "permission_error" or "permission_denied" => ErrorCodes.ProviderPermission,
        "not_found_error" => ErrorCodes.ProviderNotFound,
        "invalid_request_error" or "invalid_prompt" or "invalid_image" or "image_too_large" or "image_parse_error"
            or "unsupported_image_media_type" or "image_content_policy_violation" => ErrorCodes.ProviderInvalidRequest,
        _ => null,
    };
}
