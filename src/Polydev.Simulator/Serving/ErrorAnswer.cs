using Microsoft.AspNetCore.Http;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers;

namespace Polydev.Simulator.Serving;

/// <summary>Answers with an HTTP error in a provider's dialect.</summary>
internal static class ErrorAnswer
{
    /// <summary>Writes the whole answer.</summary>
    /// <param name="context">The exchange.</param>
    /// <param name="wire">The wire whose dialect to speak.</param>
    /// <param name="form">The form of answer that was asked for.</param>
    /// <param name="error">The error.</param>
    /// <param name="head">Id and time of the answer.</param>
    public static async Task WriteAsync(HttpContext context, string wire, ReplyForm form, ExecutionError error, ReplyHead head)
    {
        var encoded = ProviderErrors.Encode(wire, error, head.Id);
        var response = context.Response;
        response.StatusCode = encoded.Status;
        response.ContentType = wire == WireNames.Gemini ? "application/json; charset=UTF-8" : "application/json";
        foreach (var (name, value) in encoded.Headers)
        {
            response.Headers[name] = value;
        }

        if (error.Code == ErrorCodes.ProviderRateLimited)
        {
            RateLimitHeaders.Add(response.Headers, wire, error.RetryAfterSeconds ?? 1, head.Created);
        }

        // Without alt=sse a stream of Gemini is an array, and so is its error.
        ReadOnlyMemory<byte> body = form == ReplyForm.JsonArray ? (byte[])[(byte)'[', .. encoded.Body.Span, (byte)']'] : encoded.Body;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }
}
