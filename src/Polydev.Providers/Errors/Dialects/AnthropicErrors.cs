using System.Globalization;
using Polydev.Protocol.Events;
using Polydev.Providers.Json;

namespace Polydev.Providers.Errors.Dialects;

/// <summary>Anthropic's errors: <c>{type, message}</c> under <c>error</c>, and rate headers with points in time.</summary>
internal sealed class AnthropicErrors : ErrorDialect
{
    public static readonly AnthropicErrors Instance = new();

    public override Fault Read(JsonSlice error) => new()
    {
        Code = error.Field("type"u8).AsString(),
        Message = error.Field("message"u8).AsString(),
    };

    public override string? Classify(Fault fault, bool inStream) => fault.Code switch
    {
        "authentication_error" => ErrorCodes.ProviderAuth,
        "billing_error" => ErrorCodes.ProviderQuota,
        "permission_error" => ErrorCodes.ProviderPermission,
        "not_found_error" => ErrorCodes.ProviderNotFound,
        "request_too_large" => ErrorCodes.ProviderTooLarge,
        "rate_limit_error" => ErrorCodes.ProviderRateLimited,
        "overloaded_error" => ErrorCodes.ProviderOverloaded,
        "timeout_error" => ErrorCodes.ProviderTimeout,
        "api_error" => ErrorCodes.ProviderServerError,
        "invalid_request_error" => InvalidRequest(fault.Message),
        _ => null,
    };

    public override double? ResetSeconds(ProviderAnswer answer, DateTimeOffset now) => RetryAdvice.Reopening(
    [
        Window(answer, "requests", now),
        Window(answer, "tokens", now),
        Window(answer, "input-tokens", now),
        Window(answer, "output-tokens", now),
    ]);

    /// <summary>Two causes that Anthropic tells apart in its message alone.</summary>
    private static string InvalidRequest(string? message) => message switch
    {
        not null when message.Contains("credit balance is too low", StringComparison.OrdinalIgnoreCase) => ErrorCodes.ProviderQuota,
        not null when message.Contains("prompt is too long", StringComparison.OrdinalIgnoreCase) => ErrorCodes.ProviderTooLarge,
        _ => ErrorCodes.ProviderInvalidRequest,
    };

    private static (double? Reset, string? Remaining) Window(ProviderAnswer answer, string what, DateTimeOffset now)
    {
        var reset = answer.Header($"anthropic-ratelimit-{what}-reset");
        var known = DateTimeOffset.TryParse(reset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        return (known ? Math.Max(0, (time - now).TotalSeconds) : null, answer.Header($"anthropic-ratelimit-{what}-remaining"));
    }
}
