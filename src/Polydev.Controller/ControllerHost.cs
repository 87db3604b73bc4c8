using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Api;
using Polydev.Controller.Cluster.Join;
using Polydev.Controller.Credentials;
using Polydev.Controller.Executions;
using Polydev.Controller.Pools;
using Polydev.Controller.Storage;
using Polydev.Controller.Telemetry;
using Polydev.Controller.Tenants;
using Polydev.Controller.Usage;
using Polydev.Controller.Workers;
using Polydev.Drivers;
using Polydev.Protocol.Link;

namespace Polydev.Controller;

/// <summary>A running controller: the API on its port, the worker links on <c>node.sock</c>. This is the table of contents of the house.</summary>
public sealed class ControllerHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ControllerHost(WebApplication app) => _app = app;

    /// <summary>Where the API is, for example <c>http://127.0.0.1:4000</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where nodes are listened for; null where none are let in.</summary>
    public System.Net.IPEndPoint? NodeAddress => _app.Services.GetService<NodeListener>()?.Address;

    /// <summary>The admin key, when this start made it; null on every later start.</summary>
    public string? NewAdminKey { get; private set; }

    /// <summary>Completes when the controller has stopped.</summary>
    public Task Stopped => _app.WaitForShutdownAsync();

    /// <summary>Its services, for whoever hosts it in the same process.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a controller; returns when it serves.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="configure">What else the process hosts: at least an <see cref="IWorkerDriver"/> and <see cref="Drivers.Machines.INodes"/>, which a node brings.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="StartupException">It cannot start; the message says what to do.</exception>
    public static async Task<ControllerHost> StartAsync(
        ControllerOptions options, Action<IServiceCollection> configure, CancellationToken cancellationToken)
    {
        ControllerOptionsCheck.Check(options);
        var host = new ControllerHost(Build(options, configure));
        try
        {
            await host._app.StartAsync(cancellationToken);
            NodeSocketRegistration.Open(options);
        }
        catch (Exception e)
        {
            await host.DisposeAsync();
            if (StartFault.Translate(e, options) is { } fault)
            {
                throw new StartupException(fault.Code, fault.Message, e);
            }

            throw;
        }

        var addresses = host._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        host.Address = new Uri(addresses.First(a => !a.Contains("unix:", StringComparison.Ordinal)));
        host.NewAdminKey = host._app.Services.GetRequiredService<FirstStart>().NewAdminKey;
        return host;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(ControllerOptions options, Action<IServiceCollection> configure)
    {
        // Settings come from the options. By default the host would take some from where it happens to be started, and watch every directory below.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        Log(builder);
        builder.WebHost.UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services.AddSingleton(options);
        builder.Services
            .AddStorage()
            .AddNodeSocket()
            .AddTenants()
            .AddCredentials()
            .AddUsage()
            .AddExecutions();

        // Hosted services start in order: the gateway serves before the pools start workers, which prewarm at it.
        configure(builder.Services);
        builder.Services.AddWorkers();
        if (options.Nodes.Listen is not null)
        {
            // Before the pools, so that the last workers are stopped before the nodes are let go.
            builder.Services.AddNodeJoin();
        }

        builder.Services
            .AddPools()
            .AddTelemetry()
            .AddApiDescription();
        var app = builder.Build();
        MapRoutes(app);
        return app;
    }

    private static void Log(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            // It opens an activity and a log scope for every request, which nobody here reads.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            // What the host says of a failed start is said again, in the operator's words, by who started it.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void MapRoutes(WebApplication app)
    {
        app.UseSocketThreads();
        app.UseProblems();
        app.UseCallerAuthentication();
        app.UseQueryCheck();
        app.MapExecutions();
        app.MapCredentials();
        app.MapTenants();
        app.MapKeys();
        app.MapUsage();
        app.MapPools();
        app.MapWorkers();
        app.MapNodes();
        app.MapNodeJoin();
        app.MapCapacity();
        app.MapJobs();
        app.MapCluster();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    private static void Listen(KestrelServerOptions kestrel, ControllerOptions options)
    {
        kestrel.AddServerHeader = false;

        // The API refuses larger bodies itself, with a code; this is the wall behind it.
        kestrel.Limits.MaxRequestBodySize = options.Executions.MaxBodyBytes + (1024 * 1024);
        kestrel.Listen(System.Net.IPAddress.Parse(options.BindAddress), options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        if (options.Nodes.Listen is null)
        {
            // Workers on nodes dial their node: there is nobody who would dial here.
            kestrel.ListenWorkerLinks(Path.Combine(options.SocketDirectory, LinkPaths.NodeSocket));
        }
    }
}
