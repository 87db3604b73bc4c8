using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Drivers;
using Polydev.Drivers.Nomad;
using static Polydev.Tests.Drivers.Nomad.NomadDriverFixture;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>How a worker comes to be on a cluster, or does not.</summary>
public sealed class WorkerStartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_is_one_dispatch_of_a_job_that_is_registered_once()
    {
        await using var fixture = await StartAsync();

        var first = await fixture.PlaceAsync("w1");
        await fixture.PlaceAsync("w2");

        Assert.Equal(("nomad", "n1", "w1", "p"), (first.Driver, first.Node, first.WorkerId, first.Pool));
        Assert.Equal(1, fixture.Cluster.Asked.Count(a => a == "register"));
        Assert.Equal(2, fixture.Cluster.Children.Count());
        var meta = fixture.Cluster.Jobs[fixture.Cluster.Of("w1").Job]["Meta"]!;
        Assert.Equal(("w1", new string('a', 64), "p", fixture.Owner), (Said("worker_id"), Said("nonce"), Said("pool"), Said("owner")));

        string Said(string name) => meta[name]!.GetValue<string>();
    }

    [Fact]
    public async Task A_place_is_the_dispatched_job_and_its_first_allocation()
    {
        await using var fixture = await StartAsync();

        var placed = await fixture.PlaceAsync("w1");

        var first = fixture.Cluster.Of("w1");
        Assert.Equal($"{first.Job}@{first.Id}", placed.ExternalId);
    }

    [Fact]
    public async Task Another_size_is_another_job()
    {
        await using var fixture = await StartAsync();
        await fixture.PlaceAsync("w1");

        await fixture.Driver.StartAsync(Spec("w2") with { MemoryBytes = 512 << 20 }, Token);

        Assert.Equal(2, fixture.Cluster.Asked.Count(a => a == "register"));
    }

    [Fact]
    public async Task A_worker_is_placed_before_it_runs_and_keeps_its_turn_until_it_does()
    {
        await using var fixture = await StartAsync(o => o.ParallelStartsPerNode = 1);
        fixture.Cluster.RunAtOnce = false;
        await fixture.PlaceAsync("w1");

        var second = fixture.Driver.StartAsync(Spec("w2"), Token);
        await UntilAsync(() => fixture.Cluster.Asked.Contains("allocation"));
        Assert.Single(fixture.Cluster.Children);
        fixture.Cluster.Change(fixture.Cluster.Of("w1"), "running");

        Assert.True((await second).Started);
    }

    [Fact]
    public async Task More_nodes_start_more_at_a_time()
    {
        await using var fixture = await StartAsync(o => o.ParallelStartsPerNode = 2);
        fixture.Cluster.RunAtOnce = false;
        fixture.Cluster.Nodes.Add(FakeCluster.Node("n2"));
        fixture.Cluster.Nodes.Add(FakeCluster.Node("n3", eligibility: "ineligible"));

        var starts = Enumerable.Range(0, 6).Select(i => fixture.Driver.StartAsync(Spec($"w{i}"), Token)).ToList();
        await Task.WhenAll(starts.Take(4));

        Assert.Equal(4, fixture.Cluster.Children.Count());
        foreach (var allocation in fixture.Cluster.Allocations.Values)
        {
            fixture.Cluster.Change(allocation, "running");
        }

        await Task.WhenAll(starts);
    }

    [Fact]
    public async Task A_dispatch_whose_answer_is_lost_is_found_and_not_made_again()
    {
        await using var fixture = await StartAsync();
        fixture.Cluster.Next("dispatch", async (context, dispatch) =>
        {
            await dispatch();
            context.Abort();
        });

        // The answer is small: whether it comes through before the connection breaks does not matter for what must hold.
        await fixture.PlaceAsync("w1");

        Assert.Single(fixture.Cluster.Children);
    }

    [Fact]
    public async Task A_dispatch_that_times_out_at_the_server_is_found_too()
    {
        await using var fixture = await StartAsync();
        fixture.Cluster.Next("dispatch", async (context, dispatch) =>
        {
            var body = context.Response.Body;
            context.Response.Body = Stream.Null;
            await dispatch();
            context.Response.Body = body;
            context.Response.ContentType = "text/plain";
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("rpc error: EOF");
        });

        var placed = await fixture.PlaceAsync("w1");

        Assert.Single(fixture.Cluster.Children);
        Assert.StartsWith(fixture.Cluster.Of("w1").Job + "@", placed.ExternalId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dispatch_that_was_not_heard_fails_and_leaves_nothing()
    {
        await using var fixture = await StartAsync();
        fixture.Cluster.Next("dispatch", 500, "No cluster leader");

        var failed = await fixture.Driver.StartAsync(Spec("w1"), Token);

        Assert.Equal(DriverError.Unavailable, failed.Error);
        Assert.Contains("no leader", failed.Message, StringComparison.Ordinal);
        Assert.Empty(fixture.Cluster.Children);
        Assert.True((await fixture.Driver.StartAsync(Spec("w1"), Token)).Started);
    }

    [Fact]
    public async Task A_purged_parent_is_registered_again_and_its_children_live_on()
    {
        await using var fixture = await StartAsync();
        await fixture.PlaceAsync("w1");
        var parent = fixture.Cluster.Jobs.Keys.Single(j => !j.Contains('/', StringComparison.Ordinal));
        fixture.Cluster.Jobs.TryRemove(parent, out _);

        await fixture.PlaceAsync("w2");

        Assert.Equal(2, fixture.Cluster.Live.Count());
        Assert.True(fixture.Cluster.Jobs.ContainsKey(parent));
    }

    [Fact]
    public async Task No_room_is_said_in_words_and_nothing_stays_queued()
    {
        await using var fixture = await StartAsync();
        fixture.Cluster.NoRoom = new JsonObject { ["NodesEvaluated"] = 3, ["NodesExhausted"] = 2, ["DimensionExhausted"] = new JsonObject { ["memory"] = 2 }, ["ConstraintFiltered"] = new JsonObject { ["missing compatible host volumes"] = 1 } };

        var failed = await fixture.Driver.StartAsync(Spec("w1"), Token);

        Assert.Equal(DriverError.OutOfCapacity, failed.Error);
        Assert.Equal("no place: memory exhausted on 2 of 3 nodes, 1 without the host volume that the job needs (\"polydev-sockets\" for workers): offer it in the client's configuration", failed.Message);
        Assert.Empty(fixture.Cluster.Children);
    }

    [Fact]
    public async Task That_no_node_is_where_the_job_may_go_is_said_in_words()
    {
        await using var fixture = await StartAsync();
        fixture.Cluster.NoRoom = new JsonObject { ["NodesEvaluated"] = 0, ["NodesAvailable"] = new JsonObject { ["dc1"] = 0 } };

        var failed = await fixture.Driver.StartAsync(Spec("w1"), Token);

        Assert.Equal(DriverError.OutOfCapacity, failed.Error);
        Assert.Contains("dc1: 0", failed.Message, StringComparison.Ordinal);
        Assert.Contains("NOMAD_DATACENTER", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_not_register_dispatches_what_an_operator_has_registered()
    {
        await using var fixture = await StartAsync();
        await fixture.PlaceAsync("w1");
        await fixture.RestartAsync();
        fixture.Cluster.Next("register", 403, "Permission denied");

        await fixture.PlaceAsync("w2");
    }

    [Fact]
    public async Task A_job_that_neither_token_nor_operator_has_registered_is_named_with_what_to_do()
    {
        await using var fixture = await StartAsync();
        fixture.Cluster.Next("register", 403, "Permission denied");

        var failed = await fixture.Driver.StartAsync(Spec("w1"), Token);

        Assert.Equal(DriverError.NotFound, failed.Error);
        Assert.Contains("polydev-worker-", failed.Message, StringComparison.Ordinal);
        Assert.Contains("polydev-runtime:1", failed.Message, StringComparison.Ordinal);
        Assert.Contains("polydev jobs render warm-pool", failed.Message, StringComparison.Ordinal);
        Assert.Contains("polydev-sockets", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_rights_is_told_which_it_needs()
    {
        await using var fixture = await StartAsync();
        fixture.Cluster.Next("dispatch", 403, "Permission denied");

        var failed = await fixture.Driver.StartAsync(Spec("w1"), Token);

        Assert.Equal(DriverError.Unavailable, failed.Error);
        Assert.Contains("dispatch-job", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_given_up_leaves_nothing()
    {
        await using var fixture = await StartAsync();
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Token);
        fixture.Cluster.Next("dispatch", async (_, dispatch) =>
        {
            await given.CancelAsync();
            await dispatch();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Driver.StartAsync(Spec("w1"), given.Token));

        Assert.Empty(fixture.Cluster.Live);
    }

    [Fact]
    public async Task A_start_that_is_given_up_leaves_nothing_where_the_token_may_not_remove_jobs()
    {
        await using var fixture = await StartAsync();
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Token);
        fixture.Cluster.RunAtOnce = false;
        fixture.Cluster.Next("dispatch", async (_, dispatch) =>
        {
            await given.CancelAsync();
            await dispatch();
        });
        fixture.Cluster.Next("remove", 403, "Permission denied");

        var starting = fixture.Driver.StartAsync(Spec("w1"), given.Token);
        await UntilAsync(() => fixture.Cluster.Asked.Contains("remove"));
        fixture.Cluster.Change(fixture.Cluster.Live.Single(), "running");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);

        Assert.Empty(fixture.Cluster.Live);
    }

    [Fact]
    public async Task The_same_worker_is_not_started_twice()
    {
        await using var fixture = await StartAsync();
        await fixture.PlaceAsync("w1");

        Assert.False((await fixture.Driver.StartAsync(Spec("w1"), Token)).Started);
        Assert.Single(fixture.Cluster.Children);
    }

    [Theory]
    [InlineData("1.1.2", false)]
    [InlineData("1.7.16", true)]
    public async Task A_dispatch_carries_its_workers_id_as_a_token_where_the_cluster_knows_such(string version, bool carried)
    {
        await using var fixture = await StartAsync();
        fixture.Cluster.Version = version;
        var token = "";
        fixture.Cluster.Next("dispatch", (context, dispatch) =>
        {
            token = context.Request.Query["idempotency_token"].ToString();
            return dispatch();
        });

        await fixture.PlaceAsync("w1");

        Assert.Equal(carried ? "w1" : "", token);
    }

    [Fact]
    public async Task A_probe_says_how_many_nodes_take_workers_or_why_none_does()
    {
        await using var fixture = await StartAsync();
        Assert.True((await fixture.Driver.ProbeAsync(Token)).Usable);

        fixture.Cluster.Nodes[0]!["SchedulingEligibility"] = "ineligible";
        var probe = await fixture.Driver.ProbeAsync(Token);

        Assert.False(probe.Usable);
        Assert.Contains("n1 is ready and ineligible", probe.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_without_a_cluster_says_where_it_looked()
    {
        await using var fixture = await StartAsync(o => (o.Cluster.Address, o.Cluster.Retries) = (new Uri("http://127.0.0.1:1"), 0));
        await using var driver = new NomadDriver(fixture.Options, TimeProvider.System, NullLogger<NomadDriver>.Instance);

        var probe = await driver.ProbeAsync(Token);

        Assert.False(probe.Usable);
        Assert.Contains("NOMAD_ADDR", probe.Message, StringComparison.Ordinal);
    }
}
