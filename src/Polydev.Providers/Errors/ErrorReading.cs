using System.Text;
using System.Text.Json;
using Polydev.Protocol.Events;
using Polydev.Providers.Json;

namespace Polydev.Providers.Errors;

/// <summary>Turns what a provider says of an error, by status, headers, body or a frame of a stream, into an <see cref="ExecutionError"/>.</summary>
internal static class ErrorReading
{
    /// <summary>Reads an answer that is not 200.</summary>
    public static ExecutionError FromAnswer(ErrorDialect dialect, ProviderAnswer answer, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var fault = FromBody(dialect, body) ?? new Fault { Message = Excerpt(answer, body) };
        var code = dialect.Classify(fault, inStream: false) ?? StatusCodes.ToErrorCode(answer.Status);
        var retryable = RetryAdvice.ShouldRetry(answer) switch
        {
            false => false,
            true => !IsFinal(code),
            null => StatusCodes.IsTransient(answer.Status, code) && !IsFinal(code),
        };

        return new ExecutionError
        {
            Code = code,
            Message = ErrorText.Say(code, fault.Message),
            ProviderStatus = answer.Status,
            ProviderCode = ErrorText.Word(fault.Code ?? fault.Kind),
            ProviderRequestId = RequestId(answer) ?? fault.RequestId,
            Retryable = retryable,
            RetryAfterSeconds = RetryAdvice.Seconds(answer, now)
                ?? fault.RetryAfterSeconds
                ?? (code == ErrorCodes.ProviderRateLimited ? dialect.ResetSeconds(answer, now) : null),
        };
    }

    /// <summary>Reads an error that came inside a 200 answer.</summary>
    public static ExecutionError FromStream(ErrorDialect dialect, JsonSlice error)
    {
        var fault = dialect.Read(error);
        var code = dialect.Classify(fault, inStream: true)
            ?? StatusCodes.ToErrorCode(fault.Status ?? StatusCodes.InternalServerError);

        return new ExecutionError
        {
            Code = code,
            Message = ErrorText.Say(code, fault.Message),
            ProviderCode = ErrorText.Word(fault.Code ?? fault.Kind),
            ProviderRequestId = fault.RequestId,
            Retryable = StatusCodes.IsTransient(fault.Status ?? 0, code) && !IsFinal(code),
            RetryAfterSeconds = fault.RetryAfterSeconds,
        };
    }

    /// <summary>The provider's id of the request, by its headers.</summary>
    public static string? RequestId(ProviderAnswer answer) =>
        answer.Header("x-request-id") ?? answer.Header("request-id");

    /// <summary>What neither time nor the provider's own wish to be asked again makes good.</summary>
    private static bool IsFinal(string code) => code is ErrorCodes.ProviderQuota or ErrorCodes.ProviderAuth or ErrorCodes.ProviderPermission;

    private static Fault? FromBody(ErrorDialect dialect, ReadOnlySpan<byte> body)
    {
        try
        {
            var root = JsonSlice.Root(body);
            foreach (var item in root.Items)
            {
                root = item; // Gemini without alt=sse wraps its error in an array.
                break;
            }

            if (!root.IsObject)
            {
                return null;
            }

            root.Validate();
            var error = root.Field("error"u8);
            if (error.IsString)
            {
                return new Fault { Message = error.AsString() };
            }

            var fault = dialect.Read(error.IsObject ? error : root);
            return fault with { RequestId = root.Field("request_id"u8).AsString() };
        }
        catch (JsonException)
        {
            return null; // Not the provider but something before it: a proxy's page, or a body that is cut.
        }
    }

    private static string? Excerpt(ProviderAnswer answer, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 2048)]);
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length == 0
            ? null
            : $"(not JSON but {answer.ContentType ?? "of no stated type"}, so perhaps from a proxy) {words[..Math.Min(words.Length, 300)]}";
    }
}
