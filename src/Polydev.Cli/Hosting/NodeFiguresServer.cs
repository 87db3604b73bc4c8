using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace Polydev.Cli.Hosting;

/// <summary>Shows a node's figures to Prometheus, where its operator wants that: <c>/metrics</c> and nothing else, to whoever reaches the address.</summary>
internal sealed class NodeFiguresServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private NodeFiguresServer(WebApplication app) => _app = app;

    /// <summary>Starts it.</summary>
    /// <exception cref="CommandFailure">The address cannot be listened at.</exception>
    public static async Task<NodeFiguresServer> StartAsync(IPEndPoint at, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(at, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton<IHostLifetime, UntilDisposed>();
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Polydev.Node", "Polydev.Drivers", "Polydev.Egress")
            .AddRuntimeInstrumentation()
            .AddPrometheusExporter());
        var app = builder.Build();
        app.MapPrometheusScrapingEndpoint("/metrics");
        try
        {
            await app.StartAsync(cancellationToken);
            return new NodeFiguresServer(app);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            throw new CommandFailure("metrics_address_unusable", $"The node's figures cannot be shown at {at}: {e.Message.TrimEnd('.')}.", "Choose another address with --metrics-listen.");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Signals are the node's: its figures are worth most while it drains.</summary>
    private sealed class UntilDisposed : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
