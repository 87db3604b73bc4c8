using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Api;
using Polydev.Controller.Cluster;
using Polydev.Controller.Tenants;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs.Templates;
using Polydev.Tests.Controller.Workers;
using Polydev.Tests.Drivers.Nomad;

namespace Polydev.Tests.Controller.Cluster;

/// <summary>The routes of jobs and cluster behind a real Kestrel, over a cluster that only pretends.</summary>
internal sealed class ClusterHost : IAsyncDisposable
{
    private readonly LinkHost _host;
    private readonly HttpClient _http;

    private ClusterHost(LinkHost host, FakeCluster cluster)
    {
        (_host, Cluster) = (host, cluster);
        _http = new HttpClient { BaseAddress = host.Address };
        _http.DefaultRequestHeaders.Add("x-admin", "1");
    }

    public FakeCluster Cluster { get; }

    public Uri Address => _host.Address;

    public HttpClient Http => _http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ClusterTarget Target(FakeCluster cluster) => new()
    {
        Nomad = new NomadOptions { Address = cluster.Address, RetryPause = TimeSpan.FromMilliseconds(1) },
        Defaults = new TemplateDefaults(new JobPlace(), "polydev-runtime:1", "polydev-browser:1"),
    };

    public static async Task<ClusterHost> StartAsync(bool configured = true, bool placesWorkers = false)
    {
        var cluster = await FakeCluster.StartAsync();
        var host = await LinkHost.StartAsync(
            new FakeWorkerDriver { Name = placesWorkers ? "nomad" : "fake" },
            services => _ = configured ? services.AddSingleton(Target(cluster)) : services,
            supervise: false,
            map: app =>
            {
                app.Use((context, next) =>
                {
                    var tenant = new Tenant { Id = "acme", Name = "Acme", Limits = new TenantLimits() };
                    context.Features.Set(new Caller(tenant, context.Request.Headers.ContainsKey("x-admin"), "key_1"));
                    return next(context);
                });
                app.UseQueryCheck();
                app.MapJobs();
                app.MapCluster();
            });
        return new ClusterHost(host, cluster);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        using var response = await _http.SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Submits a run that stays, and returns its allocation.</summary>
    public async Task<FakeAllocation> RunAsync(string id = "polydev-run")
    {
        Cluster.EndsAtOnce = false;
        var (status, body) = await SendAsync(HttpMethod.Post, "/v1/jobs", $$"""{"template":"runtime-container","id":"{{id}}"}""");
        Assert.True(status == HttpStatusCode.Created, body.ToString());
        return Cluster.Allocations.Values.Single(a => a.Job == id);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
