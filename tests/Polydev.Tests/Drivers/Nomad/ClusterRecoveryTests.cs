using Polydev.Drivers.Nomad.Jobs.Templates;
using static Polydev.Tests.Drivers.Nomad.NomadDriverFixture;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>What becomes of workers when the controller, a server or the stream of events goes away and comes back.</summary>
public sealed class ClusterRecoveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_controller_finds_live_workers_and_watches_them()
    {
        await using var fixture = await StartAsync();
        var placed = await fixture.PlaceAsync("w1");
        await fixture.RestartAsync();

        Assert.Equal([placed], await fixture.Driver.RecoverAsync(Token));
        await fixture.WatchAsync();
        fixture.Cluster.Exit(fixture.Cluster.Of("w1"), 3);

        Assert.Equal("exited with code 3", (await fixture.NextEndAsync()).Reason);
    }

    [Fact]
    public async Task Recovery_removes_what_has_ended_and_touches_nobody_elses()
    {
        await using var fixture = await StartAsync();
        await fixture.PlaceAsync("dead");
        await fixture.RestartAsync();
        fixture.Cluster.Exit(fixture.Cluster.Of("dead"), 0);
        var parent = fixture.Cluster.Jobs.Keys.Single(j => !j.Contains('/', StringComparison.Ordinal));
        var neighbour = fixture.Cluster.Dispatched(parent, "w9", new string('0', 32));

        Assert.Empty(await fixture.Driver.RecoverAsync(Token));

        Assert.Equal([neighbour.Job], fixture.Cluster.Children.Select(c => c["ID"]!.GetValue<string>()));
        Assert.False(neighbour.Over);
    }

    [Fact]
    public async Task Recovery_takes_the_first_allocation_for_the_worker_and_none_after_it()
    {
        await using var fixture = await StartAsync();
        await fixture.PlaceAsync("w1");
        var first = fixture.Cluster.Of("w1");
        await fixture.RestartAsync();
        fixture.Cluster.Change(first, "lost");
        var second = fixture.Cluster.Replace(first, "n2");

        Assert.Empty(await fixture.Driver.RecoverAsync(Token));

        Assert.True(second.Over);
    }

    [Fact]
    public async Task Recovery_waits_for_a_cluster_that_elects_a_leader()
    {
        await using var fixture = await StartAsync(o => o.Cluster.Retries = 0);
        await fixture.PlaceAsync("w1");
        await fixture.RestartAsync();
        fixture.Cluster.Next("nodes", 500, "No cluster leader");

        Assert.Single(await fixture.Driver.RecoverAsync(Token));
    }

    [Fact]
    public async Task Recovery_without_a_cluster_says_what_is_missing()
    {
        await using var fixture = await StartAsync(o => (o.Cluster.Retries, o.RecoveryPatience) = (0, TimeSpan.FromSeconds(2)));
        await fixture.Cluster.DisposeAsync();

        var missing = await Assert.ThrowsAsync<IOException>(() => fixture.Driver.RecoverAsync(Token));

        Assert.Contains("no Nomad agent answers", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovery_whose_patience_ends_within_a_call_fails_as_one_without_a_cluster()
    {
        await using var fixture = await StartAsync(o => o.RecoveryPatience = TimeSpan.Zero);

        var missing = await Assert.ThrowsAsync<IOException>(() => fixture.Driver.RecoverAsync(Token));

        Assert.Contains("did not answer within 0 s", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_restarts_loses_no_end_and_ends_no_worker()
    {
        var (fixture, placed, first) = await WithWorkerAsync();
        await using var _ = fixture;
        await fixture.PlaceAsync("w2");

        // It ends while nobody hears events.
        fixture.Cluster.Next("events", 500, "No cluster leader");
        fixture.Cluster.BreakOff();
        fixture.Cluster.Exit(first, 0);

        Assert.Equal(placed, (await fixture.NextEndAsync()).Allocation);
        await fixture.Cluster.ListenedAsync();
        fixture.Cluster.Exit(fixture.Cluster.Of("w2"), 0);
        Assert.Equal("w2", (await fixture.NextEndAsync()).Allocation.WorkerId);
    }

    [Fact]
    public async Task What_was_collected_as_garbage_meanwhile_is_told_as_gone()
    {
        var (fixture, placed, first) = await WithWorkerAsync();
        await using var _ = fixture;

        fixture.Cluster.Allocations.TryRemove(first.Id, out FakeAllocation? _1);
        fixture.Cluster.BreakOff();

        var end = await fixture.NextEndAsync();
        Assert.Equal((placed, "it was gone when the cluster answered again"), (end.Allocation, end.Reason));
    }

    [Fact]
    public async Task A_sweep_finds_what_no_event_told()
    {
        await using var fixture = await StartAsync(o => o.SweepEvery = TimeSpan.FromMilliseconds(20));
        var placed = await fixture.PlaceAsync("w1");
        await fixture.WatchAsync();

        fixture.Cluster.Of("w1").ClientStatus = "complete";

        Assert.Equal(placed, (await fixture.NextEndAsync()).Allocation);
    }

    [Fact]
    public async Task A_job_of_ours_that_is_nobodys_worker_is_removed_after_recovery_and_not_before()
    {
        await using var fixture = await StartAsync(o => o.SweepEvery = TimeSpan.FromMilliseconds(20));
        var known = await fixture.PlaceAsync("w1");
        var parent = fixture.Cluster.Jobs.Keys.Single(j => !j.Contains('/', StringComparison.Ordinal));
        Assert.StartsWith(WarmPoolJob.IdPrefix, parent, StringComparison.Ordinal);
        await fixture.WatchAsync();
        var forgotten = fixture.Cluster.Dispatched(parent, "w8", fixture.Owner);
        var neighbour = fixture.Cluster.Dispatched(parent, "w9", new string('0', 32));
        var looks = fixture.Cluster.Asked.Count(a => a == "allocations");
        await UntilAsync(() => fixture.Cluster.Asked.Count(a => a == "allocations") > looks + 2);
        Assert.False(forgotten.Over);

        var dispatchedLate = fixture.Cluster.Dispatched(parent, "w7", fixture.Owner);
        Assert.Equal(2, (await fixture.Driver.RecoverAsync(Token)).Count);
        var orphan = fixture.Cluster.Dispatched(parent, "w6", fixture.Owner);

        await UntilAsync(() => orphan.Over);
        Assert.False(neighbour.Over);
        Assert.False(dispatchedLate.Over);
        Assert.Contains(fixture.Cluster.Live, a => known.ExternalId.EndsWith(a.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dead_jobs_do_not_pile_up()
    {
        await using var fixture = await StartAsync();
        await fixture.WatchAsync();
        for (var i = 0; i < 20; i++)
        {
            await fixture.PlaceAsync($"w{i}");
            fixture.Cluster.Exit(fixture.Cluster.Of($"w{i}"), 0);
            await fixture.NextEndAsync();
        }

        await UntilAsync(() => !fixture.Cluster.Children.Any());
    }
}
