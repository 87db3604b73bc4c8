using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Polydev.Controller;

/// <summary>
/// Which thread runs what. A short request is read, sent to its worker and answered on the thread that saw its bytes arrive: each hand-over to
/// another thread costs more than the work itself. Everything that may take longer steps aside first, so that no connection waits for another.
/// </summary>
/// <remarks>Measured in docs/decisions/0007. What runs on a socket's thread must never block on another socket.</remarks>
public static class SocketThreads
{
    /// <summary>The largest body that is parsed on a socket's thread: some 100 us.</summary>
    internal const int QuickBytes = 64 * 1024;

    /// <summary>Lets this process continue on the thread that saw a socket become ready. Call it before the first use of a socket; later it changes nothing.</summary>
    public static void ContinueInline() => Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

    /// <summary>Moves every request aside that is not known to be quick.</summary>
    internal static void UseSocketThreads(this IApplicationBuilder app) => app.Use(static next => context =>
        IsQuick(context.Request) ? next(context) : AsideAsync(next, context));

    /// <summary>Await it to continue on a thread of the pool.</summary>
    internal static ConfiguredTaskAwaitable StepAside() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private static bool IsQuick(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.Path.Equals("/v1/executions", StringComparison.Ordinal)
        && request.ContentLength is <= QuickBytes
        // A used key is looked up in the store.
        && StringValues.IsNullOrEmpty(request.Headers["Idempotency-Key"]);

    private static async Task AsideAsync(RequestDelegate next, HttpContext context)
    {
        await StepAside();
        await next(context);
    }
}
