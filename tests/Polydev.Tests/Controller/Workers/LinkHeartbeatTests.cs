using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Controller.Workers;

public sealed class LinkHeartbeatTests
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    [Fact]
    public async Task A_link_without_pongs_is_dropped_and_its_worker_given_up_after_the_window()
    {
        var clock = new FakeTimeProvider();
        var driver = new FakeWorkerDriver();
        await using var host = await LinkHost.StartAsync(driver, services => services.AddSingleton<TimeProvider>(clock), supervise: false);
        var (worker, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        using var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        var attempt = new RecordingAttempt("exe_1");
        slot.Run(new RunFrame { ExecutionId = "exe_1", FirstSeq = 1 }, attempt);

        var heart = host.Get<IEnumerable<IHostedService>>().OfType<LinkHeartbeat>().Single();
        Pass(10);
        var ping = await remote.ReadAsync<PingFrame>(Soon);
        clock.Advance(TimeSpan.FromMilliseconds(5));
        await remote.SendAsync(new PongFrame { Id = ping.Id }, Soon);
        await LinkHost.Until(() => worker.Link!.LastRoundTrip > 0, Soon);
        Pass(10);
        await remote.ReadAsync<PingFrame>(Soon);
        Pass(21);
        await remote.ReadToEndAsync(Soon);
        await LinkHost.Until(() => worker.Link is null, Soon);
        Assert.Equal(WorkerState.Claimed, worker.State);
        Assert.True(attempt.HeardNothing);

        Pass(11);
        Assert.Equal("gone link lost for 10 s", await attempt.HearAsync(Soon));
        Assert.Equal(worker.Id, driver.Stopped.Single().WorkerId);

        void Pass(int seconds)
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            heart.Beat();
        }
    }

    [Fact]
    public async Task What_had_output_waits_for_a_node_that_is_away_and_what_had_none_is_given_up()
    {
        await using var host = await AwayHost.StartAsync();
        var (streaming, silent) = (new RecordingAttempt("exe_1") { HasOutput = true }, new RecordingAttempt("exe_2"));
        using var first = await host.RunAsync(streaming);
        using var second = await host.RunAsync(silent);
        await host.LoseAsync();
        host.Pass(11);
        Assert.Equal("gone node node-1 lost", await silent.HearAsync(Soon));
        host.Pass(25);
        Assert.True(streaming.HeardNothing);

        // The node is back: its worker has as long to dial as after any broken link, and goes on.
        host.Hosts.Away.Clear();
        host.Pass(9);
        var remote = await host.RedialAsync(new ResumePoint { ExecutionId = "exe_1", LastSeq = 0 }, new ResumePoint { ExecutionId = "exe_2", LastSeq = 0 });
        await using var _ = remote;
        Assert.Equal("exe_2", (await remote.ReadAsync<CancelFrame>(Soon)).ExecutionId);
        host.Pass(11);
        Assert.Equal((WorkerState.Claimed, true), (host.Worker.State, streaming.HeardNothing));
    }

    [Fact]
    public async Task A_worker_that_does_not_dial_when_its_node_is_back_is_given_up()
    {
        await using var host = await AwayHost.StartAsync();
        var streaming = new RecordingAttempt("exe_1") { HasOutput = true };
        using var slot = await host.RunAsync(streaming);
        await host.LoseAsync();
        host.Pass(30);
        host.Hosts.Away.Clear();
        host.Pass(11);
        Assert.Equal("gone link lost for 10 s", await streaming.HearAsync(Soon));
    }

    [Fact]
    public async Task A_worker_does_not_wait_for_its_node_for_ever()
    {
        await using var host = await AwayHost.StartAsync();
        var streaming = new RecordingAttempt("exe_1") { HasOutput = true };
        using var slot = await host.RunAsync(streaming);
        await host.LoseAsync();
        host.Pass(44);
        Assert.True(streaming.HeardNothing);
        host.Pass(12);
        Assert.Equal("gone node node-1 lost", await streaming.HearAsync(Soon));
    }

    [Fact]
    public async Task A_worker_of_a_node_that_nobody_knows_is_given_up_after_the_window()
    {
        await using var host = await AwayHost.StartAsync();
        var streaming = new RecordingAttempt("exe_1") { HasOutput = true };
        using var slot = await host.RunAsync(streaming);
        host.Hosts.AwaySince = TimeSpan.MaxValue - TimeSpan.FromMinutes(1);
        await host.LoseAsync();
        host.Pass(11);
        Assert.Equal("gone node node-1 lost", await streaming.HearAsync(Soon));
    }

    [Fact]
    public async Task A_worker_that_has_nothing_to_lose_does_not_wait_for_its_node()
    {
        await using var host = await AwayHost.StartAsync();
        await host.LoseAsync();
        host.Pass(11);
        Assert.Equal((WorkerState.Gone, "node node-1 lost"), (host.Worker.State, host.Worker.EndReason));
    }

    [Fact]
    public async Task A_link_that_only_looks_whole_does_not_keep_a_worker_of_a_node_that_is_away()
    {
        await using var host = await AwayHost.StartAsync();
        var silent = new RecordingAttempt("exe_1");
        using var slot = await host.RunAsync(silent);
        host.Away(11);
        Assert.Equal("gone node node-1 lost", await silent.HearAsync(Soon));
        Assert.Equal(WorkerState.Gone, host.Worker.State);
    }

    [Fact]
    public async Task A_nonce_expires()
    {
        var clock = new FakeTimeProvider();
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), services => services.AddSingleton<TimeProvider>(clock), supervise: false);
        var (worker, nonce) = await host.StartWorkerAsync();
        clock.Advance(TimeSpan.FromSeconds(121));
        await using var remote = await FakeWorker.DialAsync(host.Socket, new HelloFrame { Nonce = nonce, WorkerId = worker.Id }, Soon);
        Assert.Contains("expired", (await remote.ReadAsync<RefusedFrame>(Soon)).Reason, StringComparison.Ordinal);
        Assert.Equal(WorkerState.Gone, worker.State);
    }

    [Fact]
    public async Task A_stopping_controller_does_not_wait_for_its_links()
    {
        var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (_, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        await host.DisposeAsync().AsTask().WaitAsync(Soon);
        await remote.ReadToEndAsync(Soon);
    }
}
