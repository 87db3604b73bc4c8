using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Telemetry;

namespace Polydev.Controller.Api;

/// <summary>The routes that say how the controller is: <c>/healthz</c> whether the process should be restarted, <c>/readyz</c> whether it should get traffic.</summary>
internal static class HealthApi
{
    /// <summary>Maps them.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok\n")).WithName("getHealth").WithTags("Operations").WithSummary("Whether the process lives");
        routes.MapGet("/readyz", (Delegate)ReadyAsync).WithName("getReadiness").WithTags("Operations").WithSummary("Whether executions can be served, and if not, why")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").Produces(StatusCodes.Status503ServiceUnavailable, contentType: "application/json");
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var checks = context.RequestServices.GetServices<IReadinessCheck>().Select(c => (c.Name, Fault: c.Fault())).ToList();
        var ready = checks.TrueForAll(c => c.Fault is null);
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("ready"u8, ready);
            json.WriteStartObject("checks"u8);
            foreach (var (name, fault) in checks)
            {
                json.WriteString(name, fault ?? "ok");
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        await context.Response.Body.WriteAsync(buffer.ToArray(), context.RequestAborted);
    }
}
