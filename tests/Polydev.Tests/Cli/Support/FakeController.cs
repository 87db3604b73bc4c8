using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Polydev.Tests.Cli.Support;

/// <summary>A web server that answers as the test says, and remembers what was asked.</summary>
internal sealed class FakeController : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _requests = [];

    private FakeController(WebApplication app) => _app = app;

    /// <summary>Where it is.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>Every request so far: method, path with query.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Starts one.</summary>
    public static async Task<FakeController> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var controller = new FakeController(app);
        app.Run(context =>
        {
            lock (controller._requests)
            {
                controller._requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            }

            return answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return controller;
    }

    /// <summary>Answers with JSON.</summary>
    public static Task JsonAsync(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
