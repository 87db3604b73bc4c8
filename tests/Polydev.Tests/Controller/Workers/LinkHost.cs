using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polydev.Controller;
using Polydev.Controller.Cluster;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Drivers;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Controller.Workers;

/// <summary>The rooms Workers and Pools behind a real Kestrel, on a Unix socket and a port, over a fake driver.</summary>
internal sealed class LinkHost : IAsyncDisposable
{
    private readonly string _directory;
    private readonly WebApplication _app;

    private LinkHost(WebApplication app, string directory) => (_app, _directory) = (app, directory);

    public string Socket => Path.Combine(_directory, LinkPaths.NodeSocket);

    /// <summary>Where links come in that a node relays.</summary>
    public string SocketOf(string node) => Path.Combine(_directory, node + ".sock");

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(a => a.StartsWith("http://127", StringComparison.Ordinal)));

    public WorkerDirectory Workers => Get<WorkerDirectory>();

    public IWorkerPools Pools => Get<IWorkerPools>();

    public Pool Pool => Get<PoolSet>().TryFind("default", out var pool) ? pool : throw new InvalidOperationException();

    public static async Task<LinkHost> StartAsync(FakeWorkerDriver driver, Action<IServiceCollection>? services = null, Action<PoolOptions>? pool = null, bool supervise = true, Action<WebApplication>? map = null)
    {
        var directory = Directory.CreateTempSubdirectory("pd-link-").FullName;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenWorkerLinks(Path.Combine(directory, LinkPaths.NodeSocket));
            foreach (var node in new[] { "node-1", "node-2" })
            {
                kestrel.ListenUnixSocket(
                    Path.Combine(directory, node + ".sock"),
                    listen => listen.Run(connection => listen.ApplicationServices.GetRequiredService<INodeLinks>().ServeAsync(node, connection)));
            }

            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var options = new ControllerOptions { DataDirectory = directory };
        options.Pools["default"] = new PoolOptions { Floor = 0 };
        pool?.Invoke(options.Pools["default"]);
        builder.Services.AddSingleton(options).AddSingleton<IWorkerDriver>(driver).AddSingleton(LinkKeys.Ephemeral());
        builder.Services.AddSingleton<Polydev.Controller.Storage.DataDirectory>();
        builder.Services.AddSingleton(new Machine(64L << 30, 8));
        builder.Services.AddSingleton<IClaimLedger, MemoryLedger>().AddSingleton<IAttemptRecovery, ScriptedRecovery>();
        services?.Invoke(builder.Services);
        builder.Services.AddWorkers().AddPools();
        if (!supervise)
        {
            foreach (var hosted in builder.Services.Where(s => s.ImplementationType == typeof(PoolSupervisor)).ToList())
            {
                builder.Services.Remove(hosted);
            }
        }

        var app = builder.Build();
        map?.Invoke(app);
        await app.StartAsync();
        var host = new LinkHost(app, directory);
        if (!supervise)
        {
            host.Workers.SetRecovered();
        }

        return host;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Counts a worker as started and placed, and gives its nonce.</summary>
    public async Task<(LiveWorker Worker, string Nonce)> StartWorkerAsync()
    {
        var before = Pool.Workers;
        await Get<WorkerStarter>().Start(Pool, CancellationToken.None);
        var worker = Pool.Workers.Except(before).Single();
        return (worker, worker.Nonce!);
    }

    /// <summary>A worker that is linked and warm, and can be claimed: its pool hears of it a moment after it is.</summary>
    public async Task<(LiveWorker Worker, FakeWorker Remote, string Session)> WarmAsync(CancellationToken cancellationToken)
    {
        var (worker, nonce) = await StartWorkerAsync();
        var remote = await FakeWorker.DialAsync(Socket, new HelloFrame { Nonce = nonce, WorkerId = worker.Id }, cancellationToken);
        var welcome = await remote.ReadAsync<WelcomeFrame>(cancellationToken);
        await Until(() => worker.State == WorkerState.Warm && Pool.View().Ready > 0, cancellationToken);
        return (worker, remote, welcome.Session);
    }

    /// <summary>Waits for something that another thread makes true.</summary>
    public static async Task Until(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(2, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
