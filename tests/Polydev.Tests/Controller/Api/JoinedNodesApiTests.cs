using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Api;
using Polydev.Controller.Cluster;
using Polydev.Controller.Telemetry;
using Polydev.Controller.Tenants;
using Polydev.Drivers.Machines;
using Polydev.Tests.Controller.Workers;
using Polydev.Tests.Drivers.Remote;

namespace Polydev.Tests.Controller.Api;

/// <summary>Nodes that joined, as operators see and drain them.</summary>
public sealed class JoinedNodesApiTests
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    [Fact]
    public async Task A_node_is_shown_with_all_that_it_has()
    {
        await using var rig = new RemoteRig();
        await rig.NodeAsync("n1", memory: 4L << 30);
        await rig.Driver.StartAsync(RemoteRig.Spec("w1"), Soon);
        await using var host = await StartAsync(rig);
        using var client = Client(host);
        var node = await client.GetFromJsonAsync<JsonElement>("/v1/nodes/n1", Soon);
        Assert.Equal("n1 ready fake 1.2.3", string.Join(' ', new[] { "id", "state", "driver", "version" }.Select(f => node.GetProperty(f).GetString())));
        Assert.Equal((4L << 30, 1L << 30, (3L << 30) - (256L << 20)), (Number(node, "memory_bytes"), Number(node, "reserve_bytes"), Number(node, "free_memory_bytes")));
        Assert.Equal(rig.Clock.GetUtcNow(), node.GetProperty("last_seen").GetDateTimeOffset());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/v1/nodes/n2", Soon)).StatusCode);
    }

    [Fact]
    public async Task An_operator_drains_a_node_and_lets_it_back_in()
    {
        await using var rig = new RemoteRig();
        await rig.NodeAsync("n1");
        await using var host = await StartAsync(rig);
        using var client = Client(host);
        var drained = await PostAsync(client, "/v1/nodes/n1/drain", """{"deadline_seconds":60}""");
        Assert.Equal(("draining", rig.Clock.GetUtcNow() + TimeSpan.FromSeconds(60)), (drained.GetProperty("state").GetString(), drained.GetProperty("drain_deadline").GetDateTimeOffset()));
        var longer = await PostAsync(client, "/v1/nodes/n1/drain", null);
        Assert.Equal(rig.Clock.GetUtcNow() + TimeSpan.FromMinutes(10), longer.GetProperty("drain_deadline").GetDateTimeOffset());
        Assert.Equal("ready", (await PostAsync(client, "/v1/nodes/n1/undrain", null)).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("/v1/nodes/n2/drain", null, "node_not_found")]
    [InlineData("/v1/nodes/n2/undrain", null, "node_not_found")]
    [InlineData("/v1/nodes/n1/drain", """{"deadline_seconds":-1}""", "invalid_request")]
    [InlineData("/v1/nodes/n1/drain", """{"deadline":5}""", "invalid_request")]
    public async Task A_drain_that_cannot_be_is_refused(string path, string? body, string code)
    {
        await using var rig = new RemoteRig();
        await rig.NodeAsync("n1");
        await using var host = await StartAsync(rig);
        using var client = Client(host);
        Assert.Equal(code, (await PostAsync(client, path, body)).GetProperty("code").GetString());
        Assert.Equal("ready", rig["n1"].State);
    }

    [Fact]
    public async Task Capacity_is_that_of_the_nodes_that_take_workers_each_for_itself()
    {
        await using var rig = new RemoteRig();
        await rig.NodeAsync("n1", memory: (1024L + 600) << 20);
        await rig.NodeAsync("n2", memory: (1024L + 300) << 20);
        await rig.NodeAsync("n3", memory: 64L << 30);
        rig.Driver.Drain("n3", "nomad", TimeSpan.FromMinutes(1));
        await using var host = await StartAsync(rig);
        using var client = Client(host);
        var capacity = await client.GetFromJsonAsync<JsonElement>("/v1/capacity", Soon);
        Assert.Equal(["n1 2", "n2 1"], capacity.GetProperty("nodes").EnumerateArray().Select(n => $"{n.GetProperty("id").GetString()} {n.GetProperty("workers_by_pool").GetProperty("default").GetInt64()}"));
        Assert.Equal(3, Number(capacity.GetProperty("pools")[0].GetProperty("limited"), "workers"));
        Assert.Equal((2048L + 900) << 20, Number(capacity, "memory_bytes"));
    }

    [Fact]
    public async Task Ready_says_when_no_node_is_connected()
    {
        await using var rig = new RemoteRig();
        await using var host = await StartAsync(rig);
        using var client = Client(host);
        Assert.Contains("no node is connected: no node has joined", await CheckAsync(client), StringComparison.Ordinal);
        var node = await rig.NodeAsync("n1");
        Assert.Equal("ok", await CheckAsync(client));
        await node.CutAsync();
        Assert.Contains("no node is connected: no node is ready (away: n1)", await CheckAsync(client), StringComparison.Ordinal);
    }

    private static async Task<string> CheckAsync(HttpClient client)
    {
        using var ready = await client.GetAsync("/readyz", Soon);
        return (await ready.Content.ReadFromJsonAsync<JsonElement>(Soon)).GetProperty("checks").GetProperty("nodes").GetString()!;
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, string? body)
    {
        using var content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(path, content, Soon);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Soon);
    }

    private static long Number(JsonElement item, string name) => item.GetProperty(name).GetInt64();

    private static Task<LinkHost> StartAsync(RemoteRig rig) => LinkHost.StartAsync(
        new FakeWorkerDriver(),
        services => services.AddSingleton<INodes>(rig.Driver).AddSingleton<IHosts>(new JoinedNodes(rig.Driver)).AddSingleton<IReadinessCheck>(new NodesReadiness(rig.Driver)),
        supervise: false,
        map: app =>
        {
            app.Use((context, next) =>
            {
                context.Features.Set(new Caller(new Tenant { Id = "acme", Name = "Acme", Limits = new TenantLimits() }, IsAdmin: true, "key_1"));
                return next(context);
            });
            app.MapNodes();
            app.MapCapacity();
            app.MapHealth();
        });

    private static HttpClient Client(LinkHost host) => new() { BaseAddress = host.Address };
}
