using Polydev.Protocol.Events;

namespace Polydev.Providers.Anthropic;

/// <summary>Errors in Anthropic's dialect.</summary>
internal static class AnthropicErrorEncoder
{
    /// <summary>Encodes an error answered instead of a message.</summary>
    public static EncodedError Encode(ExecutionError error, string requestId)
    {
        var status = error.ProviderStatus ?? error.Code switch
        {
            ErrorCodes.ProviderOverloaded => 529,
            ErrorCodes.ProviderQuota => 402,
            _ => ProviderErrors.Status(error),
        };
        List<KeyValuePair<string, string>> headers =
        [
            new("request-id", "req_" + requestId),
            new("x-should-retry", error.Retryable ? "true" : "false"),
        ];
        if (error.RetryAfterSeconds is { } seconds)
        {
            headers.Add(ProviderErrors.RetryAfter(seconds));
        }

        return new EncodedError(status, headers, Body(error, requestId));
    }

    /// <summary>The body, which is also the data of an <c>error</c> event in a stream.</summary>
    public static byte[] Body(ExecutionError error, string requestId) => ProviderErrors.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, Type(error));
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
        json.WriteString("request_id"u8, "req_" + requestId);
        json.WriteEndObject();
    });

    private static string Type(ExecutionError error) => error.Code switch
    {
        ErrorCodes.ProviderAuth => "authentication_error",
        ErrorCodes.ProviderPermission or ErrorCodes.EgressDenied => "permission_error",
        ErrorCodes.ProviderNotFound => "not_found_error",
        ErrorCodes.ProviderTooLarge => "request_too_large",
        ErrorCodes.ProviderInvalidRequest => "invalid_request_error",
        ErrorCodes.ProviderQuota => "billing_error",
        ErrorCodes.ProviderRateLimited => "rate_limit_error",
        ErrorCodes.ProviderOverloaded => "overloaded_error",
        ErrorCodes.ProviderTimeout or ErrorCodes.TimedOut => "timeout_error",
        _ => "api_error",
    };
}
