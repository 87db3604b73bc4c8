using Microsoft.Extensions.Time.Testing;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;
using Polydev.Tests.Worker.Support;

namespace Polydev.Tests.Worker.Linked;

/// <summary>What a worker does when its link breaks: it keeps what is not acknowledged, dials again, and ends when nobody comes back.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task Broken_link_is_dialled_again_and_unacknowledged_events_are_sent_again_in_order()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        var provider = await rig.Gateway.NextTunnelAsync();
        await provider.ReadRequestAsync();
        await provider.WriteAsync(ProviderEnd.StreamHead);
        await provider.ChunkAsync("text 1\ntext 2\ntext 3\n");
        for (var seq = 1; seq <= 3; seq++)
        {
            Assert.Equal(seq, (await link.ReadEventAsync()).Seq);
        }

        await link.AckAsync("x1", 1);
        await link.SendAsync(new PingFrame { Id = 1 });
        await link.ReadAsync<PongFrame>();
        link.Break();

        var second = await rig.Controller.NextLinkAsync();
        var hello = await second.ReadAsync<HelloFrame>();
        Assert.Equal((null, "session-1", "t1"), (hello.Nonce, hello.Session, hello.Tenant));
        Assert.Equal([new ResumePoint { ExecutionId = "x1", LastSeq = 3 }], hello.Resume);
        await provider.ChunkAsync("text 4\n");
        await second.SendAsync(new WelcomeFrame { Session = "session-2" });
        for (var seq = 2; seq <= 4; seq++)
        {
            var seen = await second.ReadEventAsync();
            Assert.Equal((seq, $"{seq}"), (seen.Seq, seen.Text));
        }

        await provider.ChunkAsync("end\n");
        await provider.WriteAsync("0\r\n\r\n");
        Assert.IsType<FinishedEvent>((await second.ReadEventAsync()).Event);
        Assert.Equal(5, (await second.ReadAsync<DoneFrame>()).LastSeq);
    }

    [Fact]
    public async Task Execution_that_ended_without_a_link_is_told_on_the_next_one()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        var provider = await rig.Gateway.NextTunnelAsync();
        link.Break();
        var second = await rig.Controller.NextLinkAsync();
        await provider.AnswerAsync("text 1", "end");
        await second.ReadAsync<HelloFrame>();
        await second.SendAsync(new WelcomeFrame { Session = "session-2" });
        Assert.Equal("1", (await second.ReadEventAsync()).Text);
        Assert.IsType<FinishedEvent>((await second.ReadEventAsync()).Event);
        await second.ReadAsync<DoneFrame>();
        second.Break();

        var third = await rig.Controller.NextLinkAsync();
        Assert.Equal([new ResumePoint { ExecutionId = "x1", LastSeq = 2 }], (await third.ReadAsync<HelloFrame>()).Resume);
        await third.SendAsync(new WelcomeFrame { Session = "session-3" });
        await third.ReadEventAsync();
        await third.ReadEventAsync();
        await third.ReadAsync<DoneFrame>();
        await third.AckAsync("x1", 2);
        await third.SendAsync(new PingFrame { Id = 3 });
        await third.ReadAsync<PongFrame>();
        Assert.Equal(0, rig.Host.UnackedBytes);
        third.Break();

        var fourth = await rig.Controller.NextLinkAsync();
        Assert.Empty((await fourth.ReadAsync<HelloFrame>()).Resume);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Link_that_ends_while_a_write_is_stuck_is_dialled_again(bool broken)
    {
        const int Pieces = 40;
        var (rig, link) = await WorkerRig.ClaimedAsync(with: o => o with { ExecutionBytes = 64 * 1024 * 1024, TotalBytes = 64 * 1024 * 1024 });
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        var provider = await rig.Gateway.NextTunnelAsync();

        // More than the flow-control window of a controller that does not read.
        await provider.AnswerAsync([.. Enumerable.Repeat("big 100000", Pieces), "end"]);
        (broken ? (Action)link.Break : link.End)();

        var second = await rig.Controller.NextLinkAsync();
        await second.ReadAsync<HelloFrame>();
        await second.SendAsync(new WelcomeFrame { Session = "session-2" });
        for (var seq = 1; seq <= Pieces + 1; seq++)
        {
            Assert.Equal(seq, (await second.ReadEventAsync()).Seq);
        }

        await second.ReadAsync<DoneFrame>();
    }

    [Fact]
    public async Task Link_the_controller_ends_in_good_order_is_dialled_again_too()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        link.End();
        var hello = await (await rig.Controller.NextLinkAsync()).ReadAsync<HelloFrame>();
        Assert.Equal("session-1", hello.Session);
    }

    [Fact]
    public async Task Refused_session_ends_the_worker_with_code_4()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync();
        await using var _ = rig;
        await link.SendAsync(new PingFrame());
        await link.ReadAsync<PongFrame>();
        rig.Controller.Next = FakeController.Verdict.Refuse;
        link.Break();
        Assert.Equal(4, await rig.ExitAsync());
    }

    [Fact]
    public async Task Worker_without_a_link_for_too_long_ends_with_code_3()
    {
        var time = new FakeTimeProvider();
        var (rig, link) = await WorkerRig.ClaimedAsync(time, o => o with { OrphanAfter = TimeSpan.FromSeconds(30) });
        await using var _ = rig;
        await link.SendAsync(new PingFrame());
        await link.ReadAsync<PongFrame>();
        rig.Controller.Next = FakeController.Verdict.HangUp;
        var dial = rig.Controller.NextTurnedAwayAsync();
        link.Break();
        await dial;
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(3, await rig.ExitAsync());
        Assert.Contains("no link to the controller for 30 s", rig.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_that_never_finds_its_controller_ends_with_code_3()
    {
        var time = new FakeTimeProvider();
        await using var rig = await WorkerRig.CreateAsync();
        rig.Controller.Next = FakeController.Verdict.HangUp;
        rig.Start(time);
        await rig.Controller.NextTurnedAwayAsync();
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(3, await rig.ExitAsync());
    }

    [Theory]
    [InlineData(nameof(FakeController.Verdict.HangUp))]
    [InlineData(nameof(FakeController.Verdict.HearAndHangUp))]
    [InlineData(nameof(FakeController.Verdict.CutWelcome))]
    public async Task Dial_that_a_dying_controller_cuts_is_tried_again(string cut)
    {
        var time = new FakeTimeProvider();
        await using var rig = await WorkerRig.CreateAsync();
        rig.Controller.Next = Enum.Parse<FakeController.Verdict>(cut);
        rig.Start(time, o => o with { OrphanAfter = TimeSpan.FromDays(40) });
        for (var dial = 1; dial < 10; dial++)
        {
            // Whether the cut meets the hello or the wait for the welcome is chance: many cuts meet both.
            await WorkerRig.AdvanceUntilAsync(time, Task.WhenAny(rig.Controller.NextTurnedAwayAsync(), rig.ExitAsync()));
            Assert.False(rig.HasExited, rig.Errors);
        }

        rig.Controller.Next = FakeController.Verdict.Take;
        var link = await WorkerRig.AdvanceUntilAsync(time, rig.Controller.NextLinkAsync());
        Assert.Equal("nonce-1", (await link.ReadAsync<HelloFrame>()).Nonce);
    }
}
