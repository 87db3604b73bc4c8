using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Api;
using Polydev.Controller.Pools;
using Polydev.Controller.Tenants;
using Polydev.Controller.Workers;
using Polydev.Drivers.Machines;
using Polydev.Tests.Controller.Workers;

namespace Polydev.Tests.Controller.Api;

public sealed class ResourcesApiTests
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    [Fact]
    public async Task Pools_are_shown_and_resized()
    {
        await using var host = await StartAsync();
        using var client = Client(host, admin: true);
        using var put = await client.PutAsJsonAsync("/v1/pools/default", new { floor = 3, ceiling = 50 }, Soon);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal((3, 50), (host.Pool.Options.Floor, host.Pool.Options.Ceiling));
        Assert.Equal(3, host.Get<PoolMemory>().SizingOf("default").Floor);
        var list = await client.GetFromJsonAsync<JsonElement>("/v1/pools", Soon);
        Assert.Equal(3, list.GetProperty("pools")[0].GetProperty("floor").GetInt32());
    }

    [Theory]
    [InlineData("{\"floor\":-1}", "invalid_request")]
    [InlineData("{\"floor\":20,\"ceiling\":10}", "invalid_request")]
    [InlineData("{\"flor\":1}", "invalid_request")]
    [InlineData("nonsense", "invalid_json")]
    [InlineData("null", "invalid_request")]
    public async Task A_sizing_that_cannot_be_is_refused_and_changes_nothing(string body, string code)
    {
        await using var host = await StartAsync();
        using var client = Client(host, admin: true);
        using var put = await client.PutAsync("/v1/pools/default", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Soon);
        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        Assert.Equal(code, (await put.Content.ReadFromJsonAsync<JsonElement>(Soon)).GetProperty("code").GetString());
        Assert.Equal(0, host.Pool.Options.Floor);
    }

    [Fact]
    public async Task A_tenant_sees_its_own_workers_only_and_ends_none()
    {
        await using var host = await StartAsync();
        var (mine, one, _) = await host.WarmAsync(Soon);
        await using var _1 = one;
        using var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        var (other, two, _) = await host.WarmAsync(Soon);
        await using var _2 = two;
        using var tenant = Client(host, admin: false);
        var list = await tenant.GetFromJsonAsync<JsonElement>("/v1/workers", Soon);
        Assert.Equal(mine.Id, list.GetProperty("workers").EnumerateArray().Single().GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await tenant.GetAsync("/v1/workers/" + other.Id, Soon)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await tenant.DeleteAsync("/v1/workers/" + mine.Id, Soon)).StatusCode);
        foreach (var path in new[] { "/v1/pools", "/v1/nodes", "/v1/capacity" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await tenant.GetAsync(path, Soon)).StatusCode);
        }
    }

    [Fact]
    public async Task An_admin_drains_and_ends_workers()
    {
        await using var host = await StartAsync();
        var (busy, one, _) = await host.WarmAsync(Soon);
        await using var _1 = one;
        var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        var (idle, two, _) = await host.WarmAsync(Soon);
        await using var _2 = two;
        using var admin = Client(host, admin: true);
        Assert.Equal(HttpStatusCode.OK, (await admin.PostAsync($"/v1/workers/{busy.Id}/drain", null, Soon)).StatusCode);
        Assert.Equal(WorkerState.Draining, busy.State);
        slot.Dispose();
        Assert.Equal(WorkerState.Gone, busy.State);
        using var ended = await admin.DeleteAsync("/v1/workers/" + idle.Id, Soon);
        Assert.Equal("gone", (await ended.Content.ReadFromJsonAsync<JsonElement>(Soon)).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await admin.DeleteAsync("/v1/workers/" + idle.Id, Soon)).StatusCode);
    }

    [Fact]
    public async Task Nodes_show_the_walls_and_capacity_shows_both_footprints()
    {
        await using var host = await StartAsync();
        using var admin = Client(host, admin: true);
        var node = (await admin.GetFromJsonAsync<JsonElement>("/v1/nodes", Soon)).GetProperty("nodes")[0];
        Assert.Equal("fake", node.GetProperty("isolation").GetProperty("mechanism").GetString());
        Assert.Equal("ready", node.GetProperty("state").GetString());
        var pool = (await admin.GetFromJsonAsync<JsonElement>("/v1/capacity", Soon)).GetProperty("pools")[0];
        Assert.Equal(252, pool.GetProperty("limited").GetProperty("workers").GetInt64());
        Assert.True(pool.GetProperty("measured").GetProperty("workers").GetInt64() > 1000);
    }

    [Fact]
    public async Task Workers_count_on_the_host_they_are_placed_on()
    {
        await using var host = await StartAsync();
        var (_, link, _) = await host.WarmAsync(Soon);
        await using var _1 = link;
        using var admin = Client(host, admin: true);
        var nodes = (await admin.GetFromJsonAsync<JsonElement>("/v1/nodes", Soon)).GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal([("first", 0, "ready"), ("node-1", 1, "unusable")], nodes.Select(n => (n.GetProperty("id").GetString(), n.GetProperty("workers").GetInt32(), n.GetProperty("state").GetString())));
    }

    private static Task<LinkHost> StartAsync() => LinkHost.StartAsync(new FakeWorkerDriver(), services => services.AddSingleton<INodes>(new TwoNodes()), supervise: false, map: app =>
    {
        app.Use((context, next) =>
        {
            var tenant = new Tenant { Id = "acme", Name = "Acme", Limits = new TenantLimits() };
            context.Features.Set(new Caller(tenant, context.Request.Headers.ContainsKey("x-admin"), "key_1"));
            return next(context);
        });
        app.MapPools();
        app.MapWorkers();
        app.MapNodes();
        app.MapCapacity();
    });

    private static HttpClient Client(LinkHost host, bool admin)
    {
        var client = new HttpClient { BaseAddress = host.Address };
        if (admin)
        {
            client.DefaultRequestHeaders.Add("x-admin", "1");
        }

        return client;
    }

    /// <summary>This host, and one that joined it and cannot be used.</summary>
    private sealed class TwoNodes : INodes
    {
        public Task<IReadOnlyList<NodeDescription>> ListAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<NodeDescription>>([Node("first", "ready"), Node("node-1", "unusable")]);

        private static NodeDescription Node(string id, string state) => new()
        {
            Id = id,
            State = state,
            Os = "Linux",
            Driver = "fake",
            Version = "1",
            Cpus = 2,
            MemoryBytes = 1 << 30,
            MemoryAvailableBytes = 1 << 29,
            Isolation = FakeWorkerDriver.Walls,
        };
    }
}
