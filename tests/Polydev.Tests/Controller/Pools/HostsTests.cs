using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Tests.Controller.Workers;

namespace Polydev.Tests.Controller.Pools;

/// <summary>Pools over several hosts: what fits, what drains, what goes and what comes back.</summary>
public sealed class HostsTests
{
    private const int Mebibyte = 1 << 20;

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    [Fact]
    public void A_worker_must_fit_on_one_host()
    {
        var hosts = ScriptedHosts.Of(("n1", 100), ("n2", 100), ("n3", 100));
        var (room, why) = Admission.Room(hosts.Usable, new PoolOptions(), []);
        Assert.Equal(0, room);
        Assert.StartsWith("no capacity: none of 3 nodes has room for one more worker of 256 MiB; n1, for example, has no capacity: memory of 100 MiB", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_add_up_less_what_lives_on_each_and_what_is_on_its_way()
    {
        var options = new PoolOptions { WorkerMemoryBytes = 100 * Mebibyte };
        var hosts = ScriptedHosts.Of(("n1", 350), ("n2", 250));
        Assert.Equal(5, Admission.Room(hosts.Usable, options, []).Room);
        HostedWorkers[] live = [new("n1", 2, options), new("lost", 9, options), new(null, 1, options)];
        Assert.Equal(2, Admission.Room(hosts.Usable, options, live).Room);
        Assert.Equal(0, Admission.Room(hosts.Usable, options, [new(null, 2, new PoolOptions { WorkerMemoryBytes = 250 * Mebibyte })]).Room);
    }

    [Fact]
    public void The_reserve_is_the_nodes_own_where_it_says_one()
    {
        var options = new PoolOptions { WorkerMemoryBytes = 100 * Mebibyte, ReserveMemoryBytes = 200 * Mebibyte };
        var host = ScriptedHosts.Of(("n1", 350)).Usable[0];
        Assert.Equal(3, Admission.Room([host], options, []).Room);
        Assert.Equal(1, Admission.Room([host with { ReserveBytes = null }], options, []).Room);
    }

    [Fact]
    public async Task Each_host_begins_as_many_starts_as_one_alone()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 10, ParallelStarts = 2 }, hosts: ScriptedHosts.Of(("n1", 64000), ("n2", 64000)));
        rig.Round(Soon);
        await LinkHost.Until(() => rig.Driver.Started.Count == 4, Soon);
        rig.Round(Soon);
        Assert.Equal(4, rig.Pool.View().Starting);
    }

    [Fact]
    public async Task On_a_draining_host_warm_workers_end_at_once_and_others_take_their_place()
    {
        var hosts = ScriptedHosts.Of(("node-1", 64000), ("node-2", 64000));
        var rig = new PoolRig(new PoolOptions { Floor = 1 }, hosts: hosts);
        var worker = rig.Warm();
        hosts.Drains["node-1"] = rig.Clock.GetUtcNow() + TimeSpan.FromMinutes(10);
        rig.Round(Soon);
        Assert.Equal((WorkerState.Gone, "node node-1 drains"), (worker.State, worker.EndReason));
        await LinkHost.Until(() => rig.Driver.Started.Count == 1, Soon);
        Assert.Equal(0, rig.Pool.Starts.Failures);
    }

    [Fact]
    public void On_a_draining_host_claimed_workers_finish_and_take_nothing_new()
    {
        var hosts = ScriptedHosts.Of(("node-1", 64000));
        var rig = new PoolRig(hosts: hosts);
        var worker = rig.Warm();
        var slot = rig.Take();
        hosts.Drains["node-1"] = rig.Clock.GetUtcNow() + TimeSpan.FromMinutes(10);
        rig.Round(Soon);
        Assert.Equal(WorkerState.Draining, worker.State);
        Assert.False(rig.ClaimAsync(cancellationToken: Soon).IsCompletedSuccessfully);
        slot.Dispose();
        Assert.Equal(WorkerState.Gone, worker.State);
    }

    [Fact]
    public void At_the_deadline_of_a_drain_what_still_runs_is_ended_with_the_reason()
    {
        var hosts = ScriptedHosts.Of(("node-1", 64000));
        var rig = new PoolRig(hosts: hosts);
        var worker = rig.Warm();
        var slot = rig.Take();
        hosts.Drains["node-1"] = rig.Clock.GetUtcNow() + TimeSpan.FromMinutes(10);
        rig.Round(Soon);
        rig.Clock.Advance(TimeSpan.FromMinutes(9.9));
        rig.Round(Soon);
        Assert.Equal(WorkerState.Draining, worker.State);
        rig.Clock.Advance(TimeSpan.FromSeconds(6));
        rig.Round(Soon);
        Assert.Equal((WorkerState.Gone, "node node-1 drained"), (worker.State, worker.EndReason));
        slot.Dispose();
    }

    [Fact]
    public async Task Without_a_host_claims_wait_for_one_that_may_return_and_are_refused_otherwise()
    {
        var hosts = ScriptedHosts.Of(("node-1", 64000));
        hosts.Away.Add("node-1");
        hosts.MayReturn = true;
        var rig = new PoolRig(hosts: hosts);
        rig.Round(Soon);
        var claim = rig.ClaimAsync("a", cancellationToken: Soon);
        rig.Round(Soon);
        Assert.False(claim.IsCompleted);
        Assert.Equal("no node is ready", rig.Pool.View().Blocked);
        hosts.MayReturn = false;
        rig.Round(Soon);
        Assert.Contains("no node is ready", Assert.IsType<ClaimResult.Refused>(await claim).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_that_never_become_warm_are_held_against_their_host_while_others_go_on()
    {
        var hosts = ScriptedHosts.Of(("node-1", 64000), ("node-2", 64000));
        var rig = new PoolRig(new PoolOptions { Floor = 2, ParallelStarts = 1 }, hosts: hosts);
        for (var i = 0; i < 3; i++)
        {
            await rig.RoundAsync(Soon, starts: 2);
            rig.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        await rig.RoundAsync(Soon, starts: 2);
        Assert.Equal(TimeSpan.Zero, rig.Pool.Starts.RestsFor);
        Assert.Equal(6, rig.Pool.Starts.Failures);
        Assert.All(hosts.Starts, start => Assert.Equal(("node-1", "it did not say hello within 30 s"), start));
        rig.JoinAll();
        Assert.Contains(("node-1", null), hosts.Starts);
    }

    [Fact]
    public async Task Workers_of_a_host_that_was_away_at_the_start_are_taken_over_or_ended_when_it_is_back()
    {
        var rig = new PoolRig();
        rig.Ledger.Stored.Add(new ClaimRecord("wrk_busy", "acme"));
        await rig.Recovery.RunAsync(Soon);
        foreach (var (id, pool) in new[] { ("wrk_warm", "default"), ("wrk_busy", "default"), ("wrk_orphan", "no-such-pool"), ("wrk_warm", "default") })
        {
            rig.Recovery.TakeLate(FakeWorkerDriver.Place(id, pool));
        }

        var workers = rig.Pool.Workers.ToDictionary(w => w.Id, StringComparer.Ordinal);
        Assert.Equal([("wrk_busy", "acme"), ("wrk_warm", null)], workers.Values.OrderBy(w => w.Id, StringComparer.Ordinal).Select(w => (w.Id, w.Tenant)));
        Assert.True(rig.Join(workers["wrk_warm"]));
        Assert.Equal(WorkerState.Warm, workers["wrk_warm"].State);
        Assert.Equal(["wrk_orphan"], rig.Driver.Stopped.Select(a => a.WorkerId));
    }

    [Fact]
    public async Task A_late_worker_that_has_ended_or_that_another_host_has_is_ended_where_it_was_found()
    {
        var rig = new PoolRig();
        await rig.Recovery.RunAsync(Soon);
        var (ended, lives) = (rig.Warm(), rig.Warm());
        rig.Directory.End(ended, WorkerEnd.Exited, "gone");
        rig.Recovery.TakeLate(FakeWorkerDriver.Place(ended.Id));
        rig.Recovery.TakeLate(FakeWorkerDriver.Place(lives.Id) with { Node = "impostor" });
        Assert.Equal([(ended.Id, "node-1"), (ended.Id, "node-1"), (lives.Id, "impostor")], rig.Driver.Stopped.Select(a => (a.WorkerId, a.Node)));
        Assert.Equal(WorkerState.Warm, lives.State);
    }

    [Fact]
    public async Task Starts_tell_the_driver_how_many_times_over_a_host_may_be_promised()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 1, Overcommit = 3 });
        await rig.RoundAsync(Soon);
        Assert.Equal(3, rig.Driver.Started.Single().Overcommit);
    }
}
