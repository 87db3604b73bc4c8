using System.Text.Json.Nodes;
using Polydev.Controller.Cluster;
using Polydev.Controller.Cluster.Checks;
using Polydev.Controller.Cluster.Health;
using Polydev.Tests.Drivers.Nomad;

namespace Polydev.Tests.Controller.Cluster;

/// <summary>The check of a cluster, with each failure it is there to find.</summary>
public sealed class ClusterChecklistTests
{
    private static readonly WorkerSize s_size = new("default", 100, 256);

    [Fact]
    public async Task All_pass_on_a_cluster_that_is_well_and_nothing_is_left()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Nodes.Add(FakeCluster.Node("n2"));

        var checks = await RunAsync(cluster);

        Assert.All(checks, check => Assert.True(check.Outcome == CheckOutcome.Ok, $"{check.Name}: {check.Found}"));
        Assert.Equal(["agent", "leader", "node", "docker driver", "metrics", "token", "image", "job", "warm pool"], checks.Select(c => c.Name));
        Assert.Contains("runs on n1, n2", Of(checks, "image").Found, StringComparison.Ordinal);
        Assert.Contains("read ('polydev-worker 0.1.0')", Of(checks, "job").Found, StringComparison.Ordinal);
        Assert.Empty(cluster.Jobs);
        Assert.Empty(cluster.Live);
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_fails_and_the_rest_is_skipped()
    {
        ClusterTarget target;
        await using (var cluster = await FakeCluster.StartAsync())
        {
            target = ClusterHost.Target(cluster);
        }

        var checks = await RunAsync(target);

        Assert.Equal(CheckOutcome.Failed, checks[0].Outcome);
        Assert.Contains("NOMAD_ADDR", checks[0].Found, StringComparison.Ordinal);
        Assert.All(checks.Skip(1), check => Assert.Equal((CheckOutcome.Skipped, true), (check.Outcome, check.Found.StartsWith("it needs '", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_version_that_is_too_old_fails() => Assert.Equal("agent", await FirstFailureAsync(cluster => cluster.Version = "1.0.18"));

    [Fact]
    public async Task Without_a_leader_that_fails() => Assert.Equal("leader", await FirstFailureAsync(cluster => cluster.Leader = ""));

    [Fact]
    public async Task That_servers_say_there_is_no_leader_fails_too() => Assert.Equal("leader", await FirstFailureAsync(cluster => cluster.Always["leader"] = (500, "No cluster leader")));

    [Fact]
    public async Task Without_nodes_that_fails() => Assert.Equal("node", await FirstFailureAsync(cluster => cluster.Nodes.Clear()));

    [Fact]
    public async Task Without_a_node_that_is_ready_that_fails() => Assert.Equal("node", await FirstFailureAsync(cluster => cluster.Nodes[0] = FakeCluster.Node("n1", status: "down")));

    [Fact]
    public async Task A_docker_driver_that_is_not_well_fails_with_its_own_words()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Nodes[0]!["Drivers"]!["docker"] = new JsonObject { ["Detected"] = true, ["Healthy"] = false, ["HealthDescription"] = "Failed to connect to docker daemon" };

        var checks = await RunAsync(cluster);

        Assert.Contains("n1: Failed to connect to docker daemon", Of(checks, "docker driver").Found, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Skipped, Of(checks, "image").Outcome);
    }

    [Fact]
    public async Task Metrics_that_cannot_be_read_fail() => Assert.Equal("metrics", await FirstFailureAsync(cluster => cluster.Always["metrics"] = (500, "boom")));

    [Fact]
    public async Task Each_right_that_the_token_lacks_is_named()
    {
        await using var cluster = await FakeCluster.StartAsync();
        foreach (var kind in new[] { "jobs", "job", "dispatch", "self" })
        {
            cluster.Always[kind] = (403, "Permission denied");
        }

        var checks = await RunAsync(cluster);

        Assert.Equal("it lacks list-jobs, read-job, dispatch-job, agent read", Of(checks, "token").Found);
    }

    [Fact]
    public async Task A_token_of_least_right_skips_what_it_may_not_do_and_tries_the_rest()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Always["plan"] = cluster.Always["register"] = cluster.Always["remove"] = (403, "Permission denied");
        var id = WorkerJob.Of(ClusterHost.Target(cluster), s_size).Id;
        cluster.Jobs[id] = new JsonObject { ["ID"] = id };

        var checks = await RunAsync(cluster);

        Assert.Equal(CheckOutcome.Ok, Of(checks, "token").Outcome);
        Assert.All(new[] { "image", "job" }, name => Assert.Equal(CheckOutcome.Skipped, Of(checks, name).Outcome));
        Assert.Equal(CheckOutcome.Ok, Of(checks, "warm pool").Outcome);
        Assert.Empty(cluster.Live);
    }

    [Fact]
    public async Task Without_the_right_and_without_the_job_the_operator_is_told_to_register_it()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Always["plan"] = cluster.Always["register"] = (403, "Permission denied");

        var pool = Of(await RunAsync(cluster), "warm pool");

        Assert.Equal(CheckOutcome.Failed, pool.Outcome);
        Assert.Contains("polydev jobs render warm-pool", pool.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_the_sockets_that_right_is_named()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Next("register", async (_, answer) => await answer());
        cluster.Next("register", async (_, answer) => await answer());
        cluster.Next("register", 403, "Permission denied");

        Assert.Contains("host_volume", Of(await RunAsync(cluster), "warm pool").Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_is_missing_on_one_node_is_told_with_the_node()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Nodes.Add(FakeCluster.Node("n2"));
        cluster.WithoutImage.Add("n2");

        var checks = await RunAsync(cluster);

        var image = Of(checks, "image");
        Assert.Equal(CheckOutcome.Failed, image.Outcome);
        Assert.Contains("does not run on 1 of 2 nodes; n2: the node has no such image", image.Found, StringComparison.Ordinal);
        Assert.Contains("polydev image build", image.Next, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Skipped, Of(checks, "job").Outcome);
        Assert.Empty(cluster.Jobs);
    }

    [Fact]
    public async Task Without_a_place_it_is_said_why_and_nothing_stays_queued()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.NoRoom = new JsonObject { ["NodesEvaluated"] = 1, ["DimensionExhausted"] = new JsonObject { ["memory"] = 1 } };

        var checks = await RunAsync(cluster);

        Assert.Contains("memory exhausted on 1 of 1 nodes", Of(checks, "image").Found, StringComparison.Ordinal);
        Assert.Equal("no place: memory exhausted on 1 of 1 nodes", Of(checks, "warm pool").Found);
        Assert.Empty(cluster.Jobs);
    }

    [Fact]
    public async Task An_empty_log_fails_the_job() => Assert.Equal("job", await FirstFailureAsync(cluster => cluster.Writes = ""));

    [Fact]
    public async Task A_job_that_cannot_be_removed_fails()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Always["remove"] = (500, "boom");

        Assert.Contains("was not removed", Of(await RunAsync(cluster), "job").Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_cannot_be_ended_fails_with_the_right_that_is_missing()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Always["signal"] = (403, "Permission denied");

        Assert.Contains("alloc-lifecycle", Of(await RunAsync(cluster), "warm pool").Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workers_job_that_was_there_before_stays()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var id = WorkerJob.Of(ClusterHost.Target(cluster), s_size).Id;
        cluster.Jobs[id] = new JsonObject { ["ID"] = id };

        Assert.Contains("is registered", Of(await RunAsync(cluster), "warm pool").Found, StringComparison.Ordinal);
        Assert.Equal([id], cluster.Jobs.Keys);
    }

    [Fact]
    public async Task Looking_changes_nothing()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var line = new ClusterLine(ClusterHost.Target(cluster), TimeProvider.System);

        var checks = await new ClusterChecklist(line, s_size).LookAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(6, checks.Count);
        Assert.Empty(cluster.Jobs);
        Assert.DoesNotContain("register", cluster.Asked);
    }

    [Fact]
    public async Task Without_access_control_the_token_is_no_question()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Acl = false;

        Assert.Contains("access control is off", Of(await RunAsync(cluster), "token").Found, StringComparison.Ordinal);
    }

    private static async Task<string> FirstFailureAsync(Action<FakeCluster> breakIt)
    {
        await using var cluster = await FakeCluster.StartAsync();
        breakIt(cluster);
        var failed = (await RunAsync(cluster)).First(c => c.Outcome == CheckOutcome.Failed);
        Assert.NotNull(failed.Next ?? failed.Found);
        return failed.Name;
    }

    private static Task<List<ClusterCheck>> RunAsync(FakeCluster cluster) => RunAsync(ClusterHost.Target(cluster));

    private static async Task<List<ClusterCheck>> RunAsync(ClusterTarget target)
    {
        using var line = new ClusterLine(target, TimeProvider.System);
        return await new ClusterChecklist(line, s_size).RunAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }

    private static ClusterCheck Of(List<ClusterCheck> checks, string name) => checks.Single(c => c.Name == name);
}
