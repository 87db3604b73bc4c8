using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Controller.Workers;

public sealed class WorkerLinkTests
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    [Fact]
    public async Task A_placed_worker_that_says_hello_is_warm()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (worker, remote, session) = await host.WarmAsync(Soon);
        await using var _ = remote;
        Assert.Equal(WorkerState.Warm, worker.State);
        Assert.Equal(64, session.Length);
    }

    [Fact]
    public async Task A_worker_is_not_warm_before_the_driver_vouches_for_it()
    {
        var placed = new TaskCompletionSource();
        var driver = new FakeWorkerDriver();
        driver.OnStart = async (spec, token) =>
        {
            await placed.Task.WaitAsync(token);
            return Polydev.Drivers.StartResult.Placed(FakeWorkerDriver.Place(spec));
        };
        await using var host = await LinkHost.StartAsync(driver, supervise: false);
        var start = host.Get<WorkerStarter>().Start(host.Pool, Soon);
        var worker = host.Pool.Workers.Single();
        await using var remote = await FakeWorker.DialAsync(host.Socket, new HelloFrame { Nonce = worker.Nonce, WorkerId = worker.Id }, Soon);
        await remote.ReadAsync<WelcomeFrame>(Soon);
        Assert.Equal(WorkerState.Starting, worker.State);

        placed.SetResult();
        await start.WaitAsync(Soon);
        Assert.Equal(WorkerState.Warm, worker.State);
    }

    [Fact]
    public async Task A_claim_reaches_the_worker_before_the_request_and_events_reach_the_attempt()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (worker, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        var claim = host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon);
        Assert.True(claim.IsCompletedSuccessfully);
        using var slot = Assert.IsType<ClaimResult.Claimed>(await claim).Slot;
        var attempt = new RecordingAttempt("exe_1");
        slot.Run(new RunFrame { ExecutionId = "exe_1", FirstSeq = 3, Wire = "openai-chat", Credential = "sk" }, attempt);

        var claimed = Assert.IsType<ClaimFrame>(await remote.ReadAsync(Soon));
        Assert.Equal("acme", claimed.Tenant);
        Assert.NotNull(Protocol.Egress.EgressToken.Verify(claimed.EgressToken, host.Get<LinkKeys>().EgressKey.Span, DateTimeOffset.UnixEpoch));
        Assert.Equal(3, Assert.IsType<RunFrame>(await remote.ReadAsync(Soon)).FirstSeq);

        await remote.SendEventAsync("exe_1", 3, """{"type":"text","text":"a"}""", Soon);
        Assert.Equal("event 3 text 26", await attempt.HearAsync(Soon));
        slot.Ack("exe_1", 3, later: false);
        Assert.Equal(3, (await remote.ReadAsync<AckFrame>(Soon)).Seq);
        await remote.SendAsync(new DoneFrame { ExecutionId = "exe_1", LastSeq = 3 }, Soon);
        Assert.Equal("done 3", await attempt.HearAsync(Soon));
        Assert.Equal(("acme", worker.Id), ((MemoryLedger)host.Get<IClaimLedger>()).Claims.Select(c => (c.Tenant, c.Worker)).Single());
    }

    [Fact]
    public async Task A_warm_worker_of_an_earlier_controller_is_told_whose_it_is_before_it_gets_a_request()
    {
        var driver = new FakeWorkerDriver();
        driver.Left.Add(FakeWorkerDriver.Place("wrk_earlier"));
        await using var host = await LinkHost.StartAsync(driver);
        await host.Workers.Recovered.WaitAsync(Soon);
        await using var remote = await FakeWorker.DialAsync(host.Socket, new HelloFrame { Session = host.Get<LinkKeys>().SessionFor("wrk_earlier"), WorkerId = "wrk_earlier" }, Soon);
        await remote.ReadAsync<WelcomeFrame>(Soon);

        using var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        slot.Run(new RunFrame { ExecutionId = "exe_1", FirstSeq = 1, Wire = "openai-chat", Credential = "sk" }, new RecordingAttempt("exe_1"));

        Assert.Equal("acme", Assert.IsType<ClaimFrame>(await remote.ReadAsync(Soon)).Tenant);
        Assert.IsType<RunFrame>(await remote.ReadAsync(Soon));
    }

    [Fact]
    public async Task An_event_of_megabytes_arrives_whole()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (_, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        using var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        var attempt = new RecordingAttempt("exe_1");
        slot.Run(new RunFrame { ExecutionId = "exe_1", FirstSeq = 1 }, attempt);
        var json = """{"type":"image","data":" """.TrimEnd() + new string('A', 3_000_000) + "\"}";
        await remote.SendEventAsync("exe_1", 1, json, Soon);
        Assert.Equal($"event 1 image {json.Length}", await attempt.HearAsync(Soon));
    }

    [Fact]
    public async Task A_nonce_seen_twice_ends_both_holders()
    {
        var driver = new FakeWorkerDriver();
        await using var host = await LinkHost.StartAsync(driver, supervise: false);
        var (worker, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        var (thief, _, _) = await host.WarmAsync(Soon);
        await using var second = await FakeWorker.DialAsync(host.Socket, new HelloFrame { Nonce = worker.Nonce, WorkerId = thief.Id }, Soon);
        Assert.NotEmpty((await second.ReadAsync<RefusedFrame>(Soon)).Reason);
        Assert.Null(await second.ReadAsync(Soon));
        await remote.ReadToEndAsync(Soon);
        Assert.Equal(WorkerState.Gone, worker.State);
        Assert.Equal(WorkerState.Gone, thief.State);
        Assert.Equal(new[] { worker.Id, thief.Id }.Order(StringComparer.Ordinal), driver.Stopped.Select(a => a.WorkerId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_line_that_is_no_frame_ends_the_worker_and_tells_its_executions()
    {
        var driver = new FakeWorkerDriver();
        await using var host = await LinkHost.StartAsync(driver, supervise: false);
        var (worker, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        using var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        var attempt = new RecordingAttempt("exe_1");
        slot.Run(new RunFrame { ExecutionId = "exe_1", FirstSeq = 1 }, attempt);
        await remote.SendAsync("{\"type\":\"nonsense\"}\n", Soon);
        Assert.Equal("gone it sent a line that is no frame", await attempt.HearAsync(Soon));
        Assert.Equal(WorkerState.Gone, worker.State);
        Assert.Equal(worker.Id, driver.Stopped.Single().WorkerId);
    }

    [Fact]
    public async Task An_event_nobody_waits_for_is_cancelled_and_the_link_goes_on()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (worker, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        await remote.SendEventAsync("exe_x", 1, """{"type":"text","text":"a"}""", Soon);
        Assert.Equal("exe_x", (await remote.ReadAsync<CancelFrame>(Soon)).ExecutionId);
        Assert.Equal(WorkerState.Warm, worker.State);
    }

    [Fact]
    public async Task A_worker_that_dials_again_keeps_its_executions()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (worker, remote, session) = await host.WarmAsync(Soon);
        using var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        RecordingAttempt kept = new("exe_1"), lost = new("exe_2");
        slot.Run(new RunFrame { ExecutionId = "exe_1", FirstSeq = 1 }, kept);
        using var second = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        second.Run(new RunFrame { ExecutionId = "exe_2", FirstSeq = 1 }, lost);
        slot.Ack("exe_1", 1, later: false);
        await remote.ReadAsync<AckFrame>(Soon);
        await remote.DisposeAsync();
        await LinkHost.Until(() => worker.Link is null, Soon);

        var hello = new HelloFrame { Session = session, WorkerId = worker.Id, Tenant = "acme", Resume = [new ResumePoint { ExecutionId = "exe_1", LastSeq = 2 }, new ResumePoint { ExecutionId = "exe_9", LastSeq = 4 }] };
        await using var again = await FakeWorker.DialAsync(host.Socket, hello, Soon);
        await again.ReadAsync<WelcomeFrame>(Soon);
        Assert.Equal(new AckFrame { ExecutionId = "exe_1", Seq = 1 }, await again.ReadAsync(Soon));
        Assert.Equal(new CancelFrame { ExecutionId = "exe_9" }, await again.ReadAsync(Soon));
        Assert.Equal("gone the link broke before the request arrived", await lost.HearAsync(Soon));
        await again.SendEventAsync("exe_1", 2, """{"type":"text","text":"b"}""", Soon);
        Assert.Equal("event 2 text 26", await kept.HearAsync(Soon));
    }

    [Fact]
    public async Task A_worker_that_names_another_tenant_is_ended()
    {
        var driver = new FakeWorkerDriver();
        await using var host = await LinkHost.StartAsync(driver, supervise: false);
        var (worker, remote, session) = await host.WarmAsync(Soon);
        using var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        await remote.DisposeAsync();
        await LinkHost.Until(() => worker.Link is null, Soon);
        await using var again = await FakeWorker.DialAsync(host.Socket, new HelloFrame { Session = session, WorkerId = worker.Id, Tenant = "evil" }, Soon);
        Assert.NotEmpty((await again.ReadAsync<RefusedFrame>(Soon)).Reason);
        Assert.Null(await again.ReadAsync(Soon));
        Assert.Equal(WorkerState.Gone, worker.State);
        Assert.Equal(worker.Id, driver.Stopped.Single().WorkerId);
    }

    [Fact]
    public async Task A_wrong_session_is_refused_and_harms_nobody()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (worker, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        await using var other = await FakeWorker.DialAsync(host.Socket, new HelloFrame { Session = new string('a', 64), WorkerId = worker.Id }, Soon);
        Assert.NotEmpty((await other.ReadAsync<RefusedFrame>(Soon)).Reason);
        Assert.Null(await other.ReadAsync(Soon));
        Assert.Equal(WorkerState.Warm, worker.State);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("{}\n")]
    [InlineData("not json\n")]
    [InlineData("{\"type\":\"pong\",\"id\":1}\n")]
    [InlineData("{\"type\":\"hello\",\"resume\":[null]}\n")]
    public async Task A_first_line_that_is_no_hello_is_refused(string line)
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        await using var remote = await FakeWorker.DialAsync(host.Socket, line, Soon);
        Assert.NotEmpty((await remote.ReadAsync<RefusedFrame>(Soon)).Reason);
        Assert.Null(await remote.ReadAsync(Soon));
    }

    [Fact]
    public async Task A_killed_worker_tells_its_executions_the_true_reason()
    {
        var driver = new FakeWorkerDriver();
        await using var host = await LinkHost.StartAsync(driver, supervise: false);
        var (worker, remote, _) = await host.WarmAsync(Soon);
        using var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", Isolation.Tenant), Soon)).Slot;
        var attempt = new RecordingAttempt("exe_1");
        slot.Run(new RunFrame { ExecutionId = "exe_1", FirstSeq = 1 }, attempt);
        await remote.DisposeAsync();
        driver.SayEnded(worker.Allocation!, "out of memory");
        Assert.Equal("gone out of memory", await attempt.HearAsync(Soon));
    }
}
