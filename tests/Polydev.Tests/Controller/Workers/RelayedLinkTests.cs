using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Drivers;
using Polydev.Protocol.Egress;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Controller.Workers;

/// <summary>Links that nodes relay: each worker through its own node, each node with a key of its own.</summary>
public sealed class RelayedLinkTests
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    [Fact]
    public async Task A_worker_that_dials_through_its_own_node_is_let_in()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (worker, nonce) = await host.StartWorkerAsync();
        await using var remote = await FakeWorker.DialAsync(host.SocketOf("node-1"), new HelloFrame { Nonce = nonce, WorkerId = worker.Id }, Soon);
        await remote.ReadAsync<WelcomeFrame>(Soon);
        await LinkHost.Until(() => worker.State == WorkerState.Warm, Soon);
    }

    [Fact]
    public async Task A_worker_that_dials_through_another_node_is_ended()
    {
        var driver = new FakeWorkerDriver();
        await using var host = await LinkHost.StartAsync(driver, supervise: false);
        var (worker, nonce) = await host.StartWorkerAsync();
        await using var remote = await FakeWorker.DialAsync(host.SocketOf("node-2"), new HelloFrame { Nonce = nonce, WorkerId = worker.Id }, Soon);
        Assert.Contains("another node", Assert.IsType<RefusedFrame>(await remote.ReadAsync(Soon)).Reason, StringComparison.Ordinal);
        Assert.Equal(WorkerState.Gone, worker.State);
        await LinkHost.Until(() => driver.Stopped.Count == 1, Soon);
    }

    [Fact]
    public async Task A_session_that_was_stolen_is_of_no_use_through_another_node()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (worker, nonce) = await host.StartWorkerAsync();
        await using var remote = await FakeWorker.DialAsync(host.SocketOf("node-1"), new HelloFrame { Nonce = nonce, WorkerId = worker.Id }, Soon);
        var session = (await remote.ReadAsync<WelcomeFrame>(Soon)).Session;
        await using var thief = await FakeWorker.DialAsync(host.SocketOf("node-2"), new HelloFrame { Session = session, WorkerId = worker.Id }, Soon);
        Assert.IsType<RefusedFrame>(await thief.ReadAsync(Soon));
        Assert.Equal(WorkerState.Gone, worker.State);
    }

    [Fact]
    public async Task A_worker_that_dialled_before_it_was_placed_elsewhere_is_ended_when_it_is()
    {
        var placed = new TaskCompletionSource();
        var driver = new FakeWorkerDriver();
        driver.OnStart = async (spec, token) =>
        {
            await placed.Task.WaitAsync(token);
            return StartResult.Placed(FakeWorkerDriver.Place(spec));
        };
        await using var host = await LinkHost.StartAsync(driver, supervise: false);
        var start = host.Get<WorkerStarter>().Start(host.Pool, Soon);
        var worker = host.Pool.Workers.Single();
        await using var remote = await FakeWorker.DialAsync(host.SocketOf("node-2"), new HelloFrame { Nonce = worker.Nonce, WorkerId = worker.Id }, Soon);
        await remote.ReadAsync<WelcomeFrame>(Soon);
        placed.SetResult();
        await start.WaitAsync(Soon);
        Assert.Equal(WorkerState.Gone, worker.State);
        await LinkHost.Until(() => driver.Stopped.Count == 1, Soon);
    }

    [Fact]
    public async Task A_claimed_workers_token_is_good_at_the_gateway_of_its_node_and_at_no_other()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (worker, nonce) = await host.StartWorkerAsync();
        await using var remote = await FakeWorker.DialAsync(host.SocketOf("node-1"), new HelloFrame { Nonce = nonce, WorkerId = worker.Id }, Soon);
        await remote.ReadAsync<WelcomeFrame>(Soon);
        await LinkHost.Until(() => worker.State == WorkerState.Warm, Soon);
        using var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        slot.Run(new RunFrame { ExecutionId = "exe_1", FirstSeq = 1, Wire = "openai-chat", Credential = "sk" }, new RecordingAttempt("exe_1"));
        var token = (await remote.ReadAsync<ClaimFrame>(Soon)).EgressToken;
        var keys = host.Get<LinkKeys>();
        Assert.Equal("acme", EgressToken.Verify(token, keys.EgressKeyOf("node-1").Span, DateTimeOffset.UnixEpoch)?.Tenant);
        Assert.Null(EgressToken.Verify(token, keys.EgressKeyOf("node-2").Span, DateTimeOffset.UnixEpoch));
        Assert.Null(EgressToken.Verify(token, keys.EgressKey.Span, DateTimeOffset.UnixEpoch));
    }
}
