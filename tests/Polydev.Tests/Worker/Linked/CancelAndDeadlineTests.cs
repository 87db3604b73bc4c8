using Microsoft.Extensions.Time.Testing;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;
using Polydev.Tests.Worker.Support;

namespace Polydev.Tests.Worker.Linked;

/// <summary>Calls that must end before the provider wants them to.</summary>
public sealed class CancelAndDeadlineTests
{
    [Fact]
    public async Task Cancel_closes_the_provider_connection_and_drops_the_events()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        var provider = await rig.Gateway.NextTunnelAsync();
        await provider.ReadRequestAsync();
        await provider.WriteAsync(ProviderEnd.StreamHead);
        await provider.ChunkAsync("text 1\n");
        await link.ReadEventAsync();
        await link.SendAsync(new CancelFrame { ExecutionId = "x1" });
        await provider.WhenClosedAsync();
        Assert.Equal(("x1", 1L), await link.ReadAsync<DoneFrame>() is var done ? (done.ExecutionId, done.LastSeq) : default);
        Assert.Equal(0, rig.Host.UnackedBytes);
        link.Break();
        Assert.Empty((await (await rig.Controller.NextLinkAsync()).ReadAsync<HelloFrame>()).Resume);
    }

    [Fact]
    public async Task Cancel_before_the_answer_closes_the_provider_connection()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        var provider = await rig.Gateway.NextTunnelAsync();
        await provider.ReadRequestAsync();
        await link.SendAsync(new CancelFrame { ExecutionId = "x1" });
        await provider.WhenClosedAsync();
        Assert.Equal(0, (await link.ReadAsync<DoneFrame>()).LastSeq);
    }

    [Fact]
    public async Task Cancel_of_an_unknown_execution_does_nothing()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(new CancelFrame { ExecutionId = "nobody" });
        await link.AckAsync("nobody", 5);
        await link.SendAsync(new PingFrame { Id = 1 });
        Assert.Equal(1, (await link.ReadAsync<PongFrame>()).Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_ends_the_call_as_timed_out(bool inBody)
    {
        var time = new FakeTimeProvider();
        var (rig, link) = await WorkerRig.ClaimedAsync(time);
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run(deadlineMs: 5000));
        var provider = await rig.Gateway.NextTunnelAsync();
        await provider.ReadRequestAsync();
        if (inBody)
        {
            await provider.WriteAsync(ProviderEnd.StreamHead);
            await provider.ChunkAsync("text 1\n");
            await link.ReadEventAsync();
        }

        time.Advance(TimeSpan.FromSeconds(5));
        var failed = (await link.ReadEventAsync()).Error;
        Assert.Equal((ErrorCodes.TimedOut, false), (failed.Code, failed.Retryable));
        Assert.Equal(5000, (await link.ReadAsync<DoneFrame>()).Timings.EndMs);
        await provider.WhenClosedAsync();
    }

    [Fact]
    public async Task Ended_attempt_gives_way_to_the_next_one_of_its_execution()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run(firstSeq: 3));
        var provider = await rig.Gateway.NextTunnelAsync();
        await provider.ReadRequestAsync();
        await provider.WriteAsync("HTTP/1.1 429 Slow\r\nRetry-After: 2\r\nContent-Length: 4\r\n\r\nbusy");
        Assert.Equal(3, (await link.ReadEventAsync()).Seq);
        await link.ReadAsync<DoneFrame>();
        await link.SendAsync(WorkerRig.Run(firstSeq: 4));
        await provider.AnswerAsync("text again", "end");
        Assert.Equal((4L, "again"), await link.ReadEventAsync() is var seen ? (seen.Seq, seen.Text) : default);
    }

    [Fact]
    public async Task Run_of_an_execution_that_is_running_ends_the_worker_with_code_5()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        await rig.Gateway.NextTunnelAsync();
        await link.SendAsync(WorkerRig.Run());
        Assert.Equal(5, await rig.ExitAsync());
    }
}
