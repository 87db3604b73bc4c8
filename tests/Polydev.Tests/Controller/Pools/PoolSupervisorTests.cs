using Polydev.Controller.Cluster;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Drivers.Machines;
using Polydev.Drivers;
using Polydev.Protocol.Link;
using Polydev.Tests.Controller.Workers;

namespace Polydev.Tests.Controller.Pools;

public sealed class PoolSupervisorTests
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    [Fact]
    public async Task Starts_are_paced_until_the_floor_is_there()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 6, ParallelStarts = 4 });
        await rig.RoundAsync(Soon);
        Assert.Equal(4, rig.Driver.Started.Count);
        await rig.RoundAsync(Soon);
        Assert.Equal(4, rig.Driver.Started.Count);
        rig.JoinAll();
        await rig.RoundAsync(Soon);
        rig.JoinAll();
        await rig.RoundAsync(Soon);
        Assert.Equal(6, rig.Pool.View().Ready);
    }

    [Fact]
    public void A_worker_between_its_hello_and_its_place_on_the_shelf_is_not_replaced()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 1 });
        PoolView? seen = null;
        var between = new Between(() =>
        {
            seen = rig.Pool.View();
            rig.Round(Soon);
        });
        Assert.True(rig.Join(rig.Start(), [new ResumePoint { ExecutionId = "exe_1", LastSeq = 1 }], between));
        Assert.Equal((0, 1, 0), (seen!.Ready, seen.Starting, seen.Away));
        Assert.Equal((1, 1), (rig.Pool.View().Ready, rig.Pool.View().Live));
    }

    [Theory]
    [InlineData(DriverError.Unavailable)]
    [InlineData(DriverError.OutOfCapacity)]
    [InlineData(DriverError.ImageMissing)]
    [InlineData(DriverError.StartTimedOut)]
    [InlineData(DriverError.NotFound)]
    public async Task Starts_that_fail_rest_and_say_why(DriverError error)
    {
        var rig = new PoolRig(new PoolOptions { Floor = 0, ParallelStarts = 1 });
        rig.Driver.OnStart = (_, _) => Task.FromResult(StartResult.Failed(error, "do this about it"));
        var claim = rig.ClaimAsync("a", cancellationToken: Soon);
        for (var failures = 1; failures <= 3; failures++)
        {
            rig.Round(Soon);
            await LinkHost.Until(() => rig.Pool.Starts.Failures == failures && rig.Pool.View().Live == 0, Soon);
        }

        rig.Round(Soon);
        var refused = Assert.IsType<ClaimResult.Refused>(await claim);
        Assert.Contains("do this about it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, rig.Driver.Started.Count);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);

        rig.Clock.Advance(TimeSpan.FromSeconds(1.1));
        rig.Driver.OnStart = null;
        var second = rig.ClaimAsync("a", cancellationToken: Soon);
        Assert.IsType<ClaimResult.Refused>(await second);
        rig.Round(Soon);
        var third = rig.ClaimAsync("a", cancellationToken: Soon);
        await rig.RoundAsync(Soon);
        rig.JoinAll();
        Assert.IsType<ClaimResult.Claimed>(await third);
        Assert.Null(rig.Pool.Starts.LastFailure);
    }

    [Fact]
    public async Task While_an_engine_that_worked_restarts_those_who_wait_are_served_later_and_not_refused()
    {
        var rig = await RestartingAsync();
        var early = rig.ClaimAsync("a", cancellationToken: Soon);
        await FailAsync(rig, 3);
        rig.Round(Soon);
        var late = rig.ClaimAsync("b", cancellationToken: Soon);
        Assert.False(early.IsCompleted || late.IsCompleted);
        Assert.Contains("the engine restarts", rig.Pool.View().Blocked, StringComparison.Ordinal);

        rig.Clock.Advance(TimeSpan.FromSeconds(1.1));
        rig.Driver.OnStart = null;
        for (var round = 0; round < 2; round++)
        {
            await rig.RoundAsync(Soon);
            rig.JoinAll();
        }

        Assert.IsType<ClaimResult.Claimed>(await early);
        Assert.IsType<ClaimResult.Claimed>(await late);
    }

    [Fact]
    public async Task Who_waits_for_an_engine_that_stays_away_is_refused_in_the_end()
    {
        var rig = await RestartingAsync();
        var claim = rig.ClaimAsync("a", cancellationToken: Soon);
        await FailAsync(rig, 3);
        rig.Clock.Advance(StartHistory.Grace);
        await FailAsync(rig, 4);

        rig.Round(Soon);

        Assert.Contains("the engine restarts", Assert.IsType<ClaimResult.Refused>(await claim).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_driver_that_throws_counts_as_a_failed_start()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 1 });
        rig.Driver.OnStart = (_, _) => throw new InvalidOperationException("broken");
        rig.Round(Soon);
        await LinkHost.Until(() => rig.Pool.Starts.Failures == 1, Soon);
        Assert.Contains("broken", rig.Pool.Starts.LastFailure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, null, 2)]
    [InlineData(1, null, 2)]
    [InlineData(2, null, 3)]
    [InlineData(3, null, 4)]
    [InlineData(64, null, 4)]
    [InlineData(2, 7, 7)]
    [InlineData(64, 1, 1)]
    public async Task Starts_at_the_same_time_go_by_the_cores_unless_the_operator_says_how_many(double cores, int? wished, int expected)
    {
        var rig = new PoolRig(new PoolOptions { Floor = 20, ParallelStarts = wished, WorkerMemoryBytes = 1 << 20 }, new Machine(64L << 30, cores));
        rig.Round(Soon);
        await LinkHost.Until(() => rig.Driver.Started.Count == expected, Soon);
        rig.Round(Soon);
        Assert.Equal(expected, rig.Pool.View().Starting);
    }

    [Fact]
    public async Task The_machine_is_never_overcommitted_and_the_reason_is_said()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 10, ParallelStarts = 10, WorkerMemoryBytes = 100 << 20, ReserveMemoryBytes = 50 << 20 }, new Machine(400L << 20, 2));
        for (var round = 0; round < 5; round++)
        {
            await rig.RoundAsync(Soon);
            rig.JoinAll();
        }

        Assert.Equal(3, rig.Pool.View().Live);
        Assert.StartsWith("no capacity: memory of 400 MiB", rig.Pool.View().Blocked, StringComparison.Ordinal);
    }

    /// <summary>Memory of the machine in MiB, its cores, and what one more would take.</summary>
    public static TheoryData<int, int, string> Promises => new()
    {
        { 250, 10, "no capacity: memory of 250 MiB less a reserve of 50 MiB, 2.5 times over, holds workers of 500 MiB" },
        { 4000, 1, "no capacity: 1 cores, 2.5 times over, hold workers of 2.5 cores" },
    };

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task An_operator_may_promise_a_machine_several_times_over(int mebibytes, int cores, string why)
    {
        var options = new PoolOptions { Floor = 10, ParallelStarts = 10, WorkerMemoryBytes = 100 << 20, WorkerCpus = 0.5, ReserveMemoryBytes = 50 << 20, Overcommit = 2.5 };
        var rig = new PoolRig(options, new Machine((long)mebibytes << 20, cores));
        for (var round = 0; round < 5; round++)
        {
            await rig.RoundAsync(Soon);
            rig.JoinAll();
        }

        Assert.Equal(5, rig.Pool.View().Live);
        Assert.StartsWith(why, rig.Pool.View().Blocked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_nothing_else_can_serve_evicts_the_worker_that_idles_longest()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 0, Ceiling = 2 });
        var (first, second) = (rig.Warm(), rig.Warm());
        rig.Take("a").Dispose();
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        rig.Take("b").Dispose();
        var claim = rig.ClaimAsync("c", cancellationToken: Soon);
        await rig.RoundAsync(Soon);
        Assert.Equal(1, new[] { first, second }.Count(w => w.State == WorkerState.Gone));
        Assert.Equal("a", new[] { first, second }.Single(w => w.State == WorkerState.Gone).Tenant);
        await rig.RoundAsync(Soon);
        rig.JoinAll();
        Assert.IsType<ClaimResult.Claimed>(await claim);
    }

    [Fact]
    public async Task A_worker_that_never_says_hello_is_ended_and_replaced()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 1 });
        await rig.RoundAsync(Soon);
        var silent = rig.Pool.Workers.Single();
        rig.Clock.Advance(TimeSpan.FromSeconds(31));
        await rig.RoundAsync(Soon);
        Assert.Equal(WorkerState.Gone, silent.State);
        Assert.Equal(silent.Id, rig.Driver.Stopped.Single().WorkerId);
        Assert.Equal(1, rig.Pool.Starts.Failures);
        Assert.NotEqual(silent.Id, rig.Pool.Workers.Single().Id, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_claimed_worker_ends_when_its_tenant_has_nothing_for_it_for_too_long()
    {
        var rig = new PoolRig();
        var worker = rig.Warm();
        rig.Take().Dispose();
        rig.Clock.Advance(rig.Options.IdleTtl - TimeSpan.FromSeconds(1));
        await rig.RoundAsync(Soon);
        Assert.Equal(WorkerState.Claimed, worker.State);
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        await rig.RoundAsync(Soon);
        Assert.Equal(WorkerState.Gone, worker.State);
        Assert.Equal(worker.Id, rig.Ledger.Ends.Single());
    }

    [Fact]
    public async Task A_worker_past_its_age_takes_nothing_new_and_ends_with_its_last_execution()
    {
        var rig = new PoolRig();
        var worker = rig.Warm();
        var slot = rig.Take();
        rig.Clock.Advance(rig.Options.MaxAge + TimeSpan.FromSeconds(1));
        await rig.RoundAsync(Soon);
        Assert.Equal(WorkerState.Draining, worker.State);
        Assert.False(rig.ClaimAsync(cancellationToken: Soon).IsCompleted);
        slot.Dispose();
        Assert.Equal(WorkerState.Gone, worker.State);
    }

    [Fact]
    public async Task Surplus_is_given_back_slowly()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 0 });
        for (var i = 0; i < 10; i++)
        {
            rig.Warm();
        }

        await rig.RoundAsync(Soon);
        rig.Clock.Advance(TimeSpan.FromSeconds(29));
        await rig.RoundAsync(Soon);
        Assert.Equal(10, rig.Pool.View().Ready);
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await rig.RoundAsync(Soon);
        Assert.Equal(9, rig.Pool.View().Ready);
        for (var seconds = 0; seconds < 120; seconds++)
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            await rig.RoundAsync(Soon);
        }

        Assert.Equal(0, rig.Pool.View().Ready);
    }

    [Fact]
    public async Task What_an_earlier_controller_left_is_taken_over_or_removed()
    {
        var rig = new PoolRig();
        rig.Driver.Left.AddRange([
            FakeWorkerDriver.Place("wrk_warm"),
            FakeWorkerDriver.Place("wrk_busy"),
            FakeWorkerDriver.Place("wrk_idle"),
            FakeWorkerDriver.Place("wrk_orphan", "no-such-pool")]);
        rig.Ledger.Stored.AddRange([new ClaimRecord("wrk_busy", "acme"), new ClaimRecord("wrk_idle", "acme"), new ClaimRecord("wrk_lost", "acme")]);
        await rig.Recovery.RunAsync(Soon);
        Assert.True(rig.Directory.Recovered.IsCompletedSuccessfully);
        Assert.Equal("wrk_orphan", rig.Driver.Stopped.Single().WorkerId);
        Assert.Equal("wrk_lost", rig.Ledger.Ends.Single());

        var workers = rig.Pool.Workers.ToDictionary(w => w.Id, StringComparer.Ordinal);
        var known = new ScriptedRecovery();
        known.Known["exe_1"] = (new RecordingAttempt("exe_1"), 7);
        Assert.True(rig.Join(workers["wrk_warm"]));
        rig.Join(workers["wrk_idle"]);
        rig.Join(workers["wrk_busy"], [new Protocol.Link.ResumePoint { ExecutionId = "exe_0", LastSeq = 2 }, new Protocol.Link.ResumePoint { ExecutionId = "exe_1", LastSeq = 9 }], known);
        Assert.Equal(WorkerState.Warm, workers["wrk_warm"].State);
        Assert.Equal(WorkerState.Gone, workers["wrk_idle"].State);
        Assert.Equal(WorkerState.Draining, workers["wrk_busy"].State);
        Assert.Equal(1, workers["wrk_busy"].InUse);
        known.Slots.Single().Dispose();
        Assert.Equal(WorkerState.Gone, workers["wrk_busy"].State);
    }

    /// <summary>Does something while a worker settles what it brought: it has a link, and cannot be claimed yet.</summary>
    private sealed class Between(Action act) : IAttemptRecovery
    {
        public IAttempt? Resume(WorkerSlot slot, string executionId, out long durableSeq)
        {
            durableSeq = 0;
            act();
            return null;
        }
    }

    /// <summary>A pool that had a worker, and whose starts fail from now on.</summary>
    private static async Task<PoolRig> RestartingAsync()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 0, ParallelStarts = 1 });
        var first = rig.ClaimAsync("a", cancellationToken: Soon);
        await rig.RoundAsync(Soon);
        rig.JoinAll();
        Assert.IsType<ClaimResult.Claimed>(await first);
        foreach (var worker in rig.Pool.Workers)
        {
            rig.Directory.End(worker, WorkerEnd.Exited, "it was gone");
        }

        rig.Driver.OnStart = (_, _) => Task.FromResult(StartResult.Failed(DriverError.Unavailable, "the engine restarts"));
        return rig;
    }

    private static async Task FailAsync(PoolRig rig, int failures)
    {
        while (rig.Pool.Starts.Failures < failures)
        {
            var before = rig.Pool.Starts.Failures;
            rig.Round(Soon);
            await LinkHost.Until(() => rig.Pool.Starts.Failures > before && rig.Pool.View().Live == 0, Soon);
        }
    }
}
