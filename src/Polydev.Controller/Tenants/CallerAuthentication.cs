using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Polydev.Controller.Api;

namespace Polydev.Controller.Tenants;

/// <summary>Finds out who sends a request, by its API key, before any handler sees it. Routes that allow anonymous callers are let through.</summary>
internal sealed class CallerAuthentication(RequestDelegate next, TenantDirectory tenants)
{
    private const string Bearer = "Bearer ";

    private static readonly string[] s_openPaths = ["/healthz", "/readyz", "/metrics", "/openapi"];

    /// <summary>Checks the key and goes on, or answers with the refusal.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (IsOpen(context))
        {
            return next(context);
        }

        var headers = context.Request.Headers;
        StringValues actFor = headers["X-Polydev-Tenant"];
        var presented = Presented(headers);
        var check = presented.IsEmpty
            ? new KeyCheck(null, Refusals.NoKey)
            : tenants.Check(presented, StringValues.IsNullOrEmpty(actFor) ? null : actFor.ToString());
        if (check.Caller is { } caller)
        {
            context.Features.Set(caller);
            return next(context);
        }

        if (check.Refusal!.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return Problems.WriteAsync(context, check.Refusal);
    }

    /// <summary>The key from where the callers and the providers' own SDKs put it; empty for none.</summary>
    private static ReadOnlySpan<char> Presented(IHeaderDictionary headers)
    {
        if (headers.Authorization is [{ } authorization, ..] && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return authorization.AsSpan(Bearer.Length).Trim();
        }

        return headers["x-api-key"] is [{ } key, ..] ? key
            : headers["x-goog-api-key"] is [{ } google, ..] ? google
            : default;
    }

    private static bool IsOpen(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return true;
        }

        foreach (var path in s_openPaths)
        {
            if (context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
