using System.Text;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Controller.Workers;

/// <summary>An acknowledgement nobody waits for does not travel alone, and does not wait for ever.</summary>
public sealed class HeldBackAckTests : IAsyncDisposable
{
    private readonly UnreadConnection _connection = new();
    private readonly WorkerLink _link;

    public HeldBackAckTests() => _link = new WorkerLink(_connection, now: 0);

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public void It_travels_before_the_next_frame()
    {
        _link.SendAck("exe_1", 3, later: true);
        Assert.Equal("", Sent());
        _link.Send(new CancelFrame { ExecutionId = "exe_2" });
        var lines = Sent().Split('\n');
        Assert.Contains("\"ack\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("exe_2", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void It_travels_with_the_next_pulse_also_while_a_pong_is_due()
    {
        Assert.Equal(0, _link.Beat(now: 10, interval: 10));
        Assert.Contains("ping", Sent(), StringComparison.Ordinal);
        _link.SendAck("exe_1", 3, later: true);
        Assert.Equal("", Sent());
        Assert.Equal(5, _link.Beat(now: 15, interval: 10));
        Assert.Equal("{\"type\":\"ack\",\"execution_id\":\"exe_1\",\"seq\":3}\n", Sent());
        _link.Beat(now: 16, interval: 10);
        Assert.Equal("", Sent());
    }

    [Fact]
    public void It_is_not_kept_by_a_controller_that_stops()
    {
        _link.SendAck("exe_1", 3, later: true);
        _link.Drop("the controller stops");
        Assert.Contains("exe_1", Sent(), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_do_not_wait()
    {
        for (var i = 0; Sent().Length == 0; i++)
        {
            Assert.True(i < 32, "nothing was sent");
            _link.SendAck($"exe_{i}", 3, later: true);
        }
    }

    [Fact]
    public async Task A_worker_that_ends_with_its_execution_is_told_at_once()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (_, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        using var slot = await RunAsync(host, remote, Isolation.Execution);
        slot.Ack("exe_1", 3, later: true);
        Assert.Equal(new AckFrame { ExecutionId = "exe_1", Seq = 3 }, await remote.ReadAsync(Soon));
    }

    [Fact]
    public async Task A_worker_that_goes_on_is_told_with_what_it_hears_next()
    {
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        var (_, remote, _) = await host.WarmAsync(Soon);
        await using var __ = remote;
        using var slot = await RunAsync(host, remote, Isolation.Tenant);
        slot.Ack("exe_1", 3, later: true);
        slot.Cancel("exe_2");
        Assert.Equal(new AckFrame { ExecutionId = "exe_1", Seq = 3 }, await remote.ReadAsync(Soon));
        Assert.Equal(new CancelFrame { ExecutionId = "exe_2" }, await remote.ReadAsync(Soon));
    }

    private static async Task<WorkerSlot> RunAsync(LinkHost host, FakeWorker remote, Isolation isolation)
    {
        var slot = Assert.IsType<ClaimResult.Claimed>(await host.Pools.ClaimAsync(new ClaimRequest("acme", isolation), Soon)).Slot;
        slot.Run(new RunFrame { ExecutionId = "exe_1", FirstSeq = 1 }, new RecordingAttempt("exe_1"));
        await remote.ReadAsync<RunFrame>(Soon);
        return slot;
    }

    private string Sent()
    {
        if (!_connection.Input.TryRead(out var read))
        {
            return "";
        }

        var text = Encoding.UTF8.GetString(read.Buffer);
        _connection.Input.AdvanceTo(read.Buffer.End);
        return text;
    }
}
