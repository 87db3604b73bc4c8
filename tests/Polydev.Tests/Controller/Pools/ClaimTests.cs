using System.Collections.Concurrent;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Protocol.Link;
using Polydev.Tests.Controller.Workers;

namespace Polydev.Tests.Controller.Pools;

public sealed class ClaimTests
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Fact]
    public void A_claim_takes_the_oldest_warm_worker()
    {
        var rig = new PoolRig();
        var late = rig.Start();
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        var young = rig.Warm();
        rig.Join(late);
        Assert.Equal(late.Id, rig.Take("a").WorkerId);
        Assert.Equal(young.Id, rig.Take("b").WorkerId);
    }

    [Fact]
    public void A_tenant_comes_back_to_its_fullest_worker_that_has_room()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 0, ExecutionsPerWorker = 2 });
        var (first, second) = (rig.Warm(), rig.Warm());
        var slots = new[] { rig.Take(), rig.Take(), rig.Take() };
        Assert.Equal(2, slots.Select(s => s.WorkerId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3, first.InUse + second.InUse);
        slots[0].Dispose();
        slots[0].Dispose();
        Assert.Equal(2, first.InUse + second.InUse);
        Assert.Equal(WorkerState.Claimed, first.State);
    }

    [Fact]
    public void No_worker_ever_serves_a_second_tenant()
    {
        var rig = new PoolRig();
        rig.Warm();
        using var slot = rig.Take("a");
        Assert.False(rig.ClaimAsync("b", cancellationToken: Soon).IsCompleted);
    }

    [Fact]
    public void A_worker_for_one_execution_is_not_shared_and_ends_with_it()
    {
        var rig = new PoolRig();
        var (first, second) = (rig.Warm(), rig.Warm());
        var one = rig.Take("a", Isolation.Execution);
        var two = rig.Take("a");
        Assert.NotEqual(one.WorkerId, two.WorkerId, StringComparer.Ordinal);
        var mine = one.WorkerId == first.Id ? first : second;
        one.Dispose();
        Assert.Equal(WorkerState.Gone, mine.State);
        Assert.Equal(mine.Id, rig.Driver.Stopped.Single().WorkerId);
        Assert.Equal(mine.Id, rig.Ledger.Ends.Single());
    }

    [Fact]
    public async Task Who_waits_is_served_in_order()
    {
        var rig = new PoolRig();
        var first = rig.ClaimAsync("a", cancellationToken: Soon);
        var second = rig.ClaimAsync("b", cancellationToken: Soon);
        var worker = rig.Warm();
        var slot = Assert.IsType<ClaimResult.Claimed>(await first).Slot;
        Assert.Equal(worker.Id, slot.WorkerId);
        Assert.False(slot.Warm);
        Assert.False(second.IsCompleted);
        rig.Warm();
        Assert.IsType<ClaimResult.Claimed>(await second);
    }

    [Fact]
    public async Task All_of_a_tenant_who_wait_share_the_worker_that_comes()
    {
        var rig = new PoolRig(new PoolOptions { Floor = 0, ExecutionsPerWorker = 3 });
        var claims = Enumerable.Range(0, 4).Select(_ => rig.ClaimAsync("a", cancellationToken: Soon)).ToList();
        Assert.Equal(2, rig.Pool.View().WorkersWanted);
        rig.Warm();
        Assert.Equal(3, claims.Count(c => c.IsCompleted));
        rig.Warm();
        await Task.WhenAll(claims);
        Assert.Equal(4, rig.Pool.View().InUse);
    }

    [Fact]
    public async Task A_waiter_that_gives_up_does_not_swallow_a_worker()
    {
        var rig = new PoolRig();
        using var patience = new CancellationTokenSource();
        var claim = rig.ClaimAsync("a", cancellationToken: patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await claim);
        var worker = rig.Warm();
        Assert.Equal(0, rig.Pool.View().Waiting);
        Assert.Equal(worker.Id, rig.Take("b").WorkerId);
    }

    [Fact]
    public void A_worker_without_a_link_is_not_handed_out()
    {
        var rig = new PoolRig();
        var worker = rig.Warm();
        rig.Break(worker);
        Assert.False(rig.ClaimAsync("a", cancellationToken: Soon).IsCompleted);
        rig.Join(worker);
        Assert.Equal(1, rig.Pool.View().InUse);
    }

    [Fact]
    public async Task A_worker_killed_between_claim_and_request_tells_the_attempt()
    {
        var rig = new PoolRig();
        var worker = rig.Warm();
        var slot = rig.Take();
        rig.Directory.End(worker, WorkerEnd.Exited, "killed by signal 9");
        rig.Break(worker);
        var attempt = new RecordingAttempt("exe_1");
        slot.Run(new RunFrame { ExecutionId = "exe_1" }, attempt);
        Assert.Equal("gone killed by signal 9", await attempt.HearAsync(Soon));
        slot.Dispose();
        Assert.Equal(0, rig.Pool.View().Live);
    }

    [Fact]
    public async Task An_unknown_pool_is_refused()
    {
        var refused = Assert.IsType<ClaimResult.Refused>(await new WorkerPools(new PoolRig().Set).ClaimAsync(new ClaimRequest("a", Isolation.Tenant, "no"), Soon));
        Assert.Equal("pool_not_found", refused.Code);
    }

    [Fact]
    public async Task A_hundred_thousand_claims_of_many_threads_never_share_a_worker()
    {
        const int claims = 100_000;
        var rig = new PoolRig();
        var taken = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var token = Soon;
        int asked = 0, made = 0, givenUp = 0;
        var makers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (Interlocked.Increment(ref made) <= claims)
            {
                var worker = rig.Warm();
                if (made % 97 == 0)
                {
                    rig.Break(worker);
                    rig.Join(worker);
                }
            }
        }, token));
        var takers = Enumerable.Range(0, 4).Select(t => Task.Run(async () =>
        {
            for (var n = Interlocked.Increment(ref asked); n <= claims; n = Interlocked.Increment(ref asked))
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
                var claim = rig.ClaimAsync("t" + t, Isolation.Execution, patience.Token);
                if (n % 31 == 0)
                {
                    await patience.CancelAsync();
                }

                try
                {
                    taken.AddOrUpdate(Assert.IsType<ClaimResult.Claimed>(await claim).Slot.WorkerId, 1, (_, times) => times + 1);
                }
                catch (OperationCanceledException) when (!token.IsCancellationRequested)
                {
                    Interlocked.Increment(ref givenUp);
                }
            }
        }, token));
        await Task.WhenAll(makers.Concat(takers).ToList());

        Assert.All(taken, one => Assert.Equal(1, one.Value));
        Assert.Equal(claims - givenUp, taken.Count);
        Assert.Equal(givenUp, rig.Pool.View().Ready);
        Assert.Equal(taken.Count, rig.Ledger.Claims.Count);
    }
}
