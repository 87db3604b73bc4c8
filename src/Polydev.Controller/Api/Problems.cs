using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Polydev.Controller.Api;

/// <summary>The one place where refusals become HTTP answers: RFC 9457 problem details with a stable <c>code</c>.</summary>
internal static class Problems
{
    // It is read by people too, and no page: a quote stays one.
    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A handler result of the problem.</summary>
    public static IResult ToResult(this Problem problem) => new ProblemResult(problem);

    /// <summary>Writes the problem as the whole answer.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = "application/problem+json";
        if (problem.RetryAfterSeconds is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait)).ToString(CultureInfo.InvariantCulture);
        }

        return context.Response.Body.WriteAsync(Body(problem), context.RequestAborted).AsTask();
    }

    /// <summary>Gives refusals of the framework itself, which are bare statuses, the shape of ours.</summary>
    public static void UseProblems(this IApplicationBuilder app) =>
        app.UseStatusCodePages(static page => WriteAsync(page.HttpContext, OfStatus(page.HttpContext)));

    private static Problem OfStatus(HttpContext context)
    {
        var request = context.Request;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new(404, "route_not_found", $"There is no route {request.Path}. The routes are in /openapi/v1.json."),
            StatusCodes.Status405MethodNotAllowed => new(405, "method_not_allowed", $"{request.Method} is not possible on {request.Path}; the header Allow names what is."),
            StatusCodes.Status415UnsupportedMediaType => new(415, "unsupported_media_type", $"The body must be JSON. Send it with Content-Type: application/json instead of '{request.ContentType}'."),
            var status => new(status, "refused", "The request was refused before it reached its handler. Look at its headers and its path."),
        };
    }

    private static ReadOnlyMemory<byte> Body(Problem problem)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, s_readable);
        json.WriteStartObject();
        json.WriteString("type"u8, "urn:polydev:problem:" + problem.Code);
        json.WriteString("title"u8, Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(problem.Status));
        json.WriteNumber("status"u8, problem.Status);
        json.WriteString("code"u8, problem.Code);
        json.WriteString("detail"u8, problem.Detail);
        if (problem.RetryAfterSeconds is { } wait)
        {
            json.WriteNumber("retry_after_seconds"u8, wait);
        }

        if (problem.Errors is { } errors)
        {
            WriteErrors(json, errors);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyDictionary<string, string[]> errors)
    {
        json.WriteStartObject("errors"u8);
        foreach (var (field, messages) in errors)
        {
            json.WriteStartArray(field);
            foreach (var message in messages)
            {
                json.WriteStringValue(message);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Carries a problem out of a minimal-API handler.</summary>
    private sealed class ProblemResult(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, problem);
    }
}
