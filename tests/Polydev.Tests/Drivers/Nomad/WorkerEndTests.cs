using System.Text.Json.Nodes;
using static Polydev.Tests.Drivers.Nomad.NomadDriverFixture;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>How workers end on a cluster: each row of what was seen on a real one.</summary>
public sealed class WorkerEndTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, false, "exited with code 0")]
    [InlineData(3, false, "exited with code 3")]
    [InlineData(137, false, "killed by signal 9")]
    [InlineData(137, true, "out of memory")]
    [InlineData(0, true, "out of memory")]
    public async Task An_end_is_told_with_its_true_reason_and_its_job_does_not_stay(int code, bool outOfMemory, string reason)
    {
        var (fixture, placed, first) = await WithWorkerAsync();
        await using var _ = fixture;

        fixture.Cluster.Exit(first, code, outOfMemory);

        var end = await fixture.NextEndAsync();
        Assert.Equal((placed, reason, code), (end.Allocation, end.Reason, end.ExitCode));
        await UntilAsync(() => !fixture.Cluster.Children.Any());
    }

    [Fact]
    public async Task An_image_that_is_missing_is_told_with_what_to_do()
    {
        var (fixture, _, first) = await WithWorkerAsync();
        await using var _1 = fixture;

        fixture.Cluster.Change(
            first,
            "failed",
            new JsonObject { ["Type"] = "Driver Failure", ["DriverError"] = "Failed to pull `polydev-runtime:1`: API error (404): pull access denied" },
            new JsonObject { ["Type"] = "Not Restarting", ["DisplayMessage"] = "Policy allows no restarts" });

        var end = await fixture.NextEndAsync();
        Assert.Contains("the node has no such image", end.Reason, StringComparison.Ordinal);
        Assert.Contains("gc { image = false }", end.Reason, StringComparison.Ordinal);
        Assert.Null(end.ExitCode);
    }

    [Fact]
    public async Task What_a_node_refuses_to_run_is_told_in_one_line()
    {
        var (fixture, _, first) = await WithWorkerAsync();
        await using var _1 = fixture;

        fixture.Cluster.Change(first, "failed", new JsonObject { ["Type"] = "Failed Validation", ["DisplayMessage"] = "2 errors occurred:\n\t* failed to parse config:\n\t* bad\n" });

        Assert.Equal("the node refused to run it: 2 errors occurred: * failed to parse config: * bad", (await fixture.NextEndAsync()).Reason);
    }

    [Fact]
    public async Task A_stop_kills_at_once_removes_the_job_and_is_told_as_one()
    {
        var (fixture, placed, first) = await WithWorkerAsync();
        await using var _ = fixture;

        Assert.True((await fixture.Driver.StopAsync(placed, Token)).Stopped);

        Assert.True(first.Over);
        Assert.Empty(fixture.Cluster.Children);
        Assert.Equal((placed, "stopped"), await NextAsync(fixture));
    }

    [Fact]
    public async Task Stopping_what_is_gone_is_a_success()
    {
        var (fixture, placed, first) = await WithWorkerAsync();
        await using var _ = fixture;
        fixture.Cluster.Allocations.TryRemove(first.Id, out FakeAllocation? _1);
        fixture.Cluster.Jobs.TryRemove(first.Job, out JsonObject? _2);

        Assert.True((await fixture.Driver.StopAsync(placed, Token)).Stopped);
    }

    [Fact]
    public async Task A_token_that_may_not_remove_jobs_stops_by_killing_alone()
    {
        var (fixture, placed, first) = await WithWorkerAsync();
        await using var _ = fixture;
        fixture.Cluster.Next("remove", 403, "Permission denied");

        Assert.True((await fixture.Driver.StopAsync(placed, Token)).Stopped);

        Assert.True(first.Over);
        Assert.Equal(1, fixture.Cluster.Asked.Count(a => a == "remove"));
    }

    [Fact]
    public async Task A_worker_that_does_not_run_yet_is_stopped_too()
    {
        await using var fixture = await StartAsync();
        fixture.Cluster.RunAtOnce = false;
        var placed = await fixture.PlaceAsync("w1");

        Assert.True((await fixture.Driver.StopAsync(placed, Token)).Stopped);

        Assert.Empty(fixture.Cluster.Live);
    }

    [Fact]
    public async Task A_replacement_that_nobody_asked_for_is_killed_and_the_worker_lives()
    {
        var (fixture, _, first) = await WithWorkerAsync();
        await using var _1 = fixture;

        // As an operator's `nomad alloc stop` of a batch allocation, or a drain at its deadline, makes the cluster do.
        var second = fixture.Cluster.Replace(first, "n2");
        fixture.Cluster.Change(second, "running");

        // The kill comes first, the removal of the job right after.
        await UntilAsync(() => second.Over && !fixture.Cluster.Jobs.ContainsKey(first.Job));
    }

    [Fact]
    public async Task On_a_lost_node_workers_end_and_what_the_cluster_starts_in_their_place_too()
    {
        var (fixture, placed, first) = await WithWorkerAsync();
        await using var _ = fixture;

        fixture.Cluster.Change(first, "lost");
        var second = fixture.Cluster.Replace(first, "n2");

        var end = await fixture.NextEndAsync();
        Assert.Equal((placed, "its node n1 was lost"), (end.Allocation, end.Reason));
        await UntilAsync(() => second.Over);
        await UntilAsync(() => !fixture.Cluster.Children.Any());
    }

    [Fact]
    public async Task A_drain_lets_workers_run_until_its_deadline_and_then_says_why_they_ended()
    {
        var (fixture, placed, first) = await WithWorkerAsync();
        await using var _ = fixture;

        first.DesiredStatus = "stop";
        first.DesiredDescription = "alloc is being migrated";
        fixture.Cluster.Change(first, "running");
        Assert.False(fixture.Pending.IsCompleted);
        fixture.Cluster.Exit(first, 137);

        Assert.Equal((placed, "stopped by the cluster: alloc is being migrated"), await NextAsync(fixture));
    }

    [Fact]
    public async Task A_client_agent_that_restarts_changes_nothing_for_workers_that_live()
    {
        var (fixture, placed, first) = await WithWorkerAsync();
        await using var _ = fixture;

        fixture.Cluster.Change(first, "running");
        fixture.Cluster.Change(first, "running");
        Assert.False(fixture.Pending.IsCompleted);
        fixture.Cluster.Exit(first, 0);

        Assert.Equal((placed, "exited with code 0"), await NextAsync(fixture));
    }

    [Fact]
    public async Task An_end_is_told_once_however_often_the_cluster_tells_it()
    {
        var (fixture, _, first) = await WithWorkerAsync();
        await using var _1 = fixture;
        await fixture.PlaceAsync("w2");

        fixture.Cluster.Exit(first, 0);
        fixture.Cluster.Change(first, "complete");
        fixture.Cluster.Exit(fixture.Cluster.Of("w2"), 5);

        // A comparison of lists under way may tell them in another order than they happened in.
        var told = new[] { (await fixture.NextEndAsync()).Allocation.WorkerId, (await fixture.NextEndAsync()).Allocation.WorkerId };
        Assert.Equal(["w1", "w2"], told.Order(StringComparer.Ordinal));
        Assert.False(fixture.Pending.IsCompleted);
    }

    private static async Task<(Polydev.Drivers.Allocation, string)> NextAsync(NomadDriverFixture fixture)
    {
        var end = await fixture.NextEndAsync();
        return (end.Allocation, end.Reason);
    }
}
