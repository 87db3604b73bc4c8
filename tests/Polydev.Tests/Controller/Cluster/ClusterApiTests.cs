using System.Net;
using System.Text.Json.Nodes;
using Polydev.Tests.Drivers.Nomad;

namespace Polydev.Tests.Controller.Cluster;

/// <summary>The route of <c>/v1/cluster</c>.</summary>
public sealed class ClusterApiTests
{
    [Fact]
    public async Task A_cluster_is_shown_with_what_it_holds()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.Nodes[0] = BigNode("n1");
        await host.RunAsync();
        host.Cluster.Allocations.Values.Single().Resources = (100, 256);

        var (status, body) = await host.GetAsync("/v1/cluster");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("127.0.0.1:4647", "global"), (body.GetProperty("leader").GetString(), body.GetProperty("region").GetString()));
        Assert.True(body.GetProperty("servers")[0].GetProperty("leader").GetBoolean());
        var node = body.GetProperty("nodes")[0];
        Assert.Equal((1900, 100), (node.GetProperty("cpu_mhz").GetInt32(), node.GetProperty("used_cpu_mhz").GetInt32()));
        Assert.Equal((3840, 256, 1), (node.GetProperty("memory_mb").GetInt32(), node.GetProperty("used_memory_mb").GetInt32(), node.GetProperty("allocations").GetInt32()));
        Assert.Equal(14, body.GetProperty("capacity")[0].GetProperty("workers").GetInt32());
        Assert.Equal(1, body.GetProperty("jobs").GetProperty("running").GetInt32());
        Assert.Equal(1, body.GetProperty("allocations").GetProperty("running").GetInt32());
        Assert.Empty(body.GetProperty("missing").EnumerateArray());
        Assert.Empty(body.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said_and_the_rest_is_shown()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.Always["allocations"] = (500, "rpc error: boom");
        host.Cluster.Always["self"] = (403, "Permission denied");

        var (status, body) = await host.GetAsync("/v1/cluster");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["agent", "allocations"], body.GetProperty("missing").EnumerateArray().Select(m => m.GetProperty("what").GetString()));
        Assert.Equal("n1", body.GetProperty("nodes")[0].GetProperty("name").GetString());
        Assert.False(body.GetProperty("nodes")[0].TryGetProperty("used_memory_mb", out _));
    }

    [Fact]
    public async Task A_cluster_without_a_leader_is_shown_as_such()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Cluster.Always["leader"] = (500, "No cluster leader");
        host.Cluster.Always["nodes"] = (500, "No cluster leader");

        var (status, body) = await host.GetAsync("/v1/cluster");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("no_leader", body.GetProperty("problems")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_drain_is_shown_with_its_deadline()
    {
        await using var host = await ClusterHost.StartAsync();
        var node = FakeCluster.Node("n1", eligibility: "ineligible");
        node["Drain"] = true;
        node["DrainStrategy"] = new JsonObject { ["Deadline"] = 60_000_000_000, ["ForceDeadline"] = "2026-03-14T12:00:00Z" };
        host.Cluster.Nodes[0] = node;

        var (_, body) = await host.GetAsync("/v1/cluster");

        Assert.True(body.GetProperty("nodes")[0].GetProperty("draining").GetBoolean());
        Assert.Equal("2026-03-14T12:00:00+00:00", body.GetProperty("nodes")[0].GetProperty("drain_deadline").GetString());
        Assert.Equal("no_ready_node", body.GetProperty("problems")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Where_workers_are_placed_their_job_and_their_sockets_are_looked_for()
    {
        await using var host = await ClusterHost.StartAsync(placesWorkers: true);
        host.Cluster.Nodes[0] = BigNode("n1");

        Assert.Equal(["missing_host_volume", "worker_job_missing"], await ProblemsAsync(host));
        Assert.Equal(0, await RoomAsync(host));

        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"warm-pool"}""");
        host.Cluster.Nodes[0]!["HostVolumes"] = new JsonObject { ["polydev-sockets"] = new JsonObject { ["Path"] = "/x" } };
        Assert.Empty(await ProblemsAsync(host));
        Assert.True(await RoomAsync(host) > 0);

        host.Cluster.Jobs[made.GetProperty("id").GetString()!]["TaskGroups"]![0]!["Tasks"]![0]!["Resources"]!["MemoryMB"] = 999;
        Assert.Equal(["worker_job_differs"], await ProblemsAsync(host));

        await host.SendAsync(HttpMethod.Post, "/v1/jobs", """{"template":"warm-pool","parameters":{"memory_mb":512}}""");
        Assert.Equal(["worker_job_differs", "worker_job_unused"], await ProblemsAsync(host));
    }

    [Fact]
    public async Task A_check_gives_its_findings_as_they_come_or_all_at_the_end()
    {
        await using var host = await ClusterHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/cluster/check");
        request.Headers.Accept.ParseAdd("text/event-stream");

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var (_, body) = await host.SendAsync(HttpMethod.Post, "/v1/cluster/check");

        Assert.Equal(9, text.Split("event: check\ndata: {\"name\":").Length - 1);
        Assert.EndsWith("event: end\ndata: {}\n\n", text, StringComparison.Ordinal);
        Assert.True(body.GetProperty("passed").GetBoolean(), body.ToString());
        Assert.All(body.GetProperty("checks").EnumerateArray(), check => Assert.Equal("ok", check.GetProperty("outcome").GetString()));
    }

    private static JsonObject BigNode(string name)
    {
        var node = FakeCluster.Node(name);
        node["Version"] = "1.1.2";
        node["NodeResources"] = new JsonObject { ["Cpu"] = new JsonObject { ["CpuShares"] = 2000 }, ["Memory"] = new JsonObject { ["MemoryMB"] = 4096 } };
        node["ReservedResources"] = new JsonObject { ["Cpu"] = new JsonObject { ["CpuShares"] = 100 }, ["Memory"] = new JsonObject { ["MemoryMB"] = 256 } };
        return node;
    }

    private static async Task<int> RoomAsync(ClusterHost host) => (await host.GetAsync("/v1/cluster")).Body.GetProperty("capacity")[0].GetProperty("workers").GetInt32();

    private static async Task<IEnumerable<string?>> ProblemsAsync(ClusterHost host) =>
        (await host.GetAsync("/v1/cluster")).Body.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("code").GetString());
}
