using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers.Anthropic;
using Polydev.Providers.Gemini;
using Polydev.Providers.Replies;

namespace Polydev.Providers;

/// <summary>Says an error in the dialect of each provider: status, headers and body, as their official SDKs expect them.</summary>
public static class ProviderErrors
{
    /// <summary>Encodes an error that is answered instead of a stream or body.</summary>
    /// <param name="wire">One of <see cref="WireNames"/>.</param>
    /// <param name="error">The error; its <see cref="ExecutionError.ProviderStatus"/> is kept where it is set.</param>
    /// <param name="requestId">Id of the request, to be quoted to support.</param>
    public static EncodedError Encode(string wire, ExecutionError error, string requestId) => wire switch
    {
        WireNames.AnthropicMessages => AnthropicErrorEncoder.Encode(error, requestId),
        WireNames.Gemini => GeminiErrorEncoder.Encode(error),
        _ => new EncodedError(Status(error), OpenAiHeaders(error, requestId), OpenAiBody(error)),
    };

    /// <summary>The status an error is answered with where the provider's own is not known.</summary>
    internal static int Status(ExecutionError error) => error.ProviderStatus ?? error.Code switch
    {
        ErrorCodes.ProviderAuth => 401,
        ErrorCodes.ProviderPermission or ErrorCodes.EgressDenied => 403,
        ErrorCodes.ProviderNotFound => 404,
        ErrorCodes.ProviderTooLarge => 413,
        ErrorCodes.ProviderInvalidRequest => 400,
        ErrorCodes.ProviderRateLimited or ErrorCodes.ProviderQuota => 429,
        ErrorCodes.ProviderOverloaded or ErrorCodes.NoWorker => 503,
        ErrorCodes.ProviderTimeout or ErrorCodes.TimedOut => 504,
        _ => 500,
    };

    /// <summary>The one shape of both OpenAI wires.</summary>
    internal static byte[] OpenAiBody(ExecutionError error)
    {
        var (type, code) = OpenAiWords(error.Code);
        return Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("error"u8);
            json.WriteString("message"u8, error.Message);
            json.WriteString("type"u8, type);
            json.WriteNull("param"u8);
            json.WriteString("code"u8, error.ProviderCode ?? code);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>OpenAI's type and code of an error.</summary>
    internal static (string Type, string? Code) OpenAiWords(string code) => code switch
    {
        ErrorCodes.ProviderAuth => ("invalid_request_error", "invalid_api_key"),
        ErrorCodes.ProviderPermission or ErrorCodes.EgressDenied => ("invalid_request_error", "permission_denied"),
        ErrorCodes.ProviderNotFound => ("invalid_request_error", "model_not_found"),
        ErrorCodes.ProviderRateLimited => ("requests", "rate_limit_exceeded"),
        ErrorCodes.ProviderQuota => ("insufficient_quota", "insufficient_quota"),
        ErrorCodes.ProviderInvalidRequest => ("invalid_request_error", null),
        ErrorCodes.ProviderTooLarge => ("invalid_request_error", "request_too_large"),
        ErrorCodes.ProviderOverloaded => ("server_error", "slow_down"),
        ErrorCodes.ProviderTimeout or ErrorCodes.TimedOut => ("server_error", "timeout"),
        _ => ("server_error", "server_error"),
    };

    /// <summary>The wait a provider asks for, as whole seconds.</summary>
    internal static KeyValuePair<string, string> RetryAfter(double seconds) =>
        new("retry-after", Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes one small JSON text.</summary>
    internal static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var frames = new JsonFrames(output);
        write(frames.Open());
        frames.Close();
        return output.WrittenSpan.ToArray();
    }

    private static List<KeyValuePair<string, string>> OpenAiHeaders(ExecutionError error, string requestId)
    {
        List<KeyValuePair<string, string>> headers = [new("x-request-id", "req_" + requestId)];
        if (error.RetryAfterSeconds is { } seconds)
        {
            headers.Add(RetryAfter(seconds));
            headers.Add(new("retry-after-ms", Math.Ceiling(seconds * 1000).ToString(CultureInfo.InvariantCulture)));
        }

        return headers;
    }
}
