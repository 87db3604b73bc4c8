using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polydev.Simulator.Serving;
using Polydev.Simulator.Timing;
using Polydev.Simulator.Tls;

namespace Polydev.Simulator;

/// <summary>A running simulator of all providers: the four wires over HTTP and HTTPS, with faults on demand.</summary>
/// <remarks>What can be asked of it is listed in <see cref="SimulatorCatalog"/>.</remarks>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SimulatorCertificates? _certificates;
    private readonly Gates _gates = new();

    private SimulatorHost(WebApplication app, SimulatorCertificates? certificates, SimulatorCounters counters)
    {
        _app = app;
        _certificates = certificates;
        Counters = counters;
    }

    /// <summary>Where it answers over HTTP, without a trailing slash: <c>http://127.0.0.1:5010</c>.</summary>
    public Uri HttpAddress { get; private set; } = null!;

    /// <summary>Where it answers over HTTPS; null where HTTPS is off.</summary>
    public Uri? HttpsAddress { get; private set; }

    /// <summary>The certificate of the authority that signed the server's, for clients to trust; null where HTTPS is off.</summary>
    public string? CertificatePem => _certificates?.AuthorityPem;

    /// <summary>What reached it.</summary>
    public SimulatorCounters Counters { get; }

    /// <summary>Starts a simulator; it answers when this returns.</summary>
    /// <exception cref="IOException">A port is in use.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        var counters = new SimulatorCounters(options.RememberedRequests);
        var certificates = options.HttpsPort is null
            ? null
            : SimulatorCertificates.Create(options.HostNames, options.BindAddress, options.Time.GetUtcNow());
        var app = Build(options, counters, certificates);
        var host = new SimulatorHost(app, certificates, counters);
        try
        {
            app.Run(new SimulatorApplication(options, counters, host._gates).HandleAsync);
            await app.StartAsync(cancellationToken);
            host.ReadAddresses();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets every answer go on that is held by a word, now and later.</summary>
    /// <param name="word">The word of its <see cref="SimulatedHold"/>.</param>
    public void Release(string word) => _gates.Open(word);

    /// <summary>Stops at once: open connections are aborted, as if the provider had died.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _certificates?.Dispose();
    }

    private static WebApplication Build(SimulatorOptions options, SimulatorCounters counters, SimulatorCertificates? certificates)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, OwnerLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 128 * 1024 * 1024;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(10);
            kestrel.Listen(options.BindAddress, options.HttpPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                Count(listen, counters);
            });
            if (certificates is not null)
            {
                kestrel.Listen(options.BindAddress, options.HttpsPort!.Value, listen =>
                {
                    Count(listen, counters);
                    listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificates.Server });
                });
            }
        });
        return builder.Build();
    }

    private static void Count(ListenOptions listen, SimulatorCounters counters) => listen.Use(next => connection =>
    {
        counters.Connected();
        return next(connection);
    });

    private void ReadAddresses()
    {
        foreach (var url in _app.Urls)
        {
            var address = new Uri(url);
            if (address.Scheme == Uri.UriSchemeHttps)
            {
                HttpsAddress = address;
            }
            else
            {
                HttpAddress = address;
            }
        }
    }
}
