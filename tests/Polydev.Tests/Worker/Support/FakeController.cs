using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Worker.Support;

/// <summary>The controller's end of worker links, h2c on a Unix socket; every link is handed to the test.</summary>
internal sealed class FakeController : IAsyncDisposable
{
    private readonly Channel<FakeLink> _links = Channel.CreateUnbounded<FakeLink>();
    private readonly Channel<int> _refusals = Channel.CreateUnbounded<int>();
    private readonly WebApplication _app;

    private FakeController(WebApplication app) => _app = app;

    /// <summary>HTTP status to refuse links with; 200 takes them.</summary>
    public int Status { get; set; } = 200;

    public static async Task<FakeController> StartAsync(string path)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var controller = new FakeController(app);
        app.MapPost(LinkPaths.LinkRoute, controller.LinkAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return controller;
    }

    public Task<FakeLink> NextLinkAsync() => _links.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within();

    /// <summary>Ends when a link was refused that no earlier call counted.</summary>
    public Task<int> NextRefusalAsync() => _refusals.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within();

    public async ValueTask DisposeAsync()
    {
        while (_links.Reader.TryRead(out var link))
        {
            link.Break();
        }

        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task LinkAsync(HttpContext context)
    {
        if (Status != 200)
        {
            context.Response.StatusCode = Status;
            _refusals.Writer.TryWrite(Status);
            await context.Response.WriteAsync("the nonce is not known", context.RequestAborted);
            return;
        }

        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        var link = new FakeLink(context);
        _links.Writer.TryWrite(link);
        await link.WhenOver;
    }
}
