using System.Text;
using Polydev.Protocol.Link;
using Polydev.Tests.Worker.Support;

namespace Polydev.Tests.Worker.Linked;

/// <summary>A controller that does not acknowledge: memory stays bounded and the provider feels it.</summary>
public sealed class BackpressureTests
{
    private const int Bound = 64 * 1024;

    // What one read of the body can add beyond the bound.
    private const int Slack = 64 * 1024;

    [Fact]
    public async Task Execution_reads_no_more_from_its_provider_until_events_are_acknowledged()
    {
        var (rig, link) = await WorkerRig.ClaimedAsync(with: o => o with { ExecutionBytes = Bound });
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        var provider = await rig.Gateway.NextTunnelAsync();
        await provider.ReadRequestAsync();
        await provider.WriteAsync(ProviderEnd.StreamHead);
        const int Lines = 20_000;
        var line = "text " + new string('y', 94) + "\n";
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < Lines; i += 100)
                {
                    await provider.ChunkAsync(new StringBuilder().Insert(0, line, 100).ToString());
                }

                await provider.ChunkAsync("end\n");
                await provider.WriteAsync("0\r\n\r\n");
            },
            TestContext.Current.CancellationToken);

        // Nothing is acknowledged: what arrives stops near the bound, and the writer, with megabytes to go, is stuck.
        long seq = 0;
        while (rig.Host.UnackedBytes < Bound || seq * 100 < Bound / 2)
        {
            Assert.Equal(++seq, (await link.ReadEventAsync()).Seq);
        }

        Assert.False(writing.IsCompleted);
        while (seq <= Lines)
        {
            Assert.InRange(rig.Host.UnackedBytes, 0, Bound + Slack);
            var seen = await link.ReadEventAsync();
            Assert.Equal(++seq, seen.Seq);
            await link.AckAsync("x1", seq);
        }

        await link.ReadAsync<DoneFrame>();
        await writing.Within();
    }

    [Fact]
    public async Task Event_larger_than_the_bound_passes_whole()
    {
        const int Size = 5_000_000;
        var (rig, link) = await WorkerRig.ClaimedAsync(with: o => o with { ExecutionBytes = Bound, TotalBytes = Bound });
        await using var _ = rig;
        await link.SendAsync(WorkerRig.Run());
        var provider = await rig.Gateway.NextTunnelAsync();
        var answering = provider.AnswerAsync($"big {Size}", "text after", "end");
        Assert.Equal(Size, (await link.ReadEventAsync()).Text.Length);
        await link.AckAsync("x1", 1);
        Assert.Equal("after", (await link.ReadEventAsync()).Text);
        await answering.Within();
    }

    [Fact]
    public async Task Executions_together_stay_within_the_worker_s_bound_and_all_finish()
    {
        const int Count = 8;
        var (rig, link) = await WorkerRig.ClaimedAsync(with: o => o with { TotalBytes = Bound });
        await using var _ = rig;
        var answers = new List<Task>();
        var piece = "text " + new string('z', 1000);
        for (var i = 0; i < Count; i++)
        {
            await link.SendAsync(WorkerRig.Run($"x{i}"));
            var provider = await rig.Gateway.NextTunnelAsync();
            await provider.ReadRequestAsync();
            answers.Add(provider.ReplyAsync([.. Enumerable.Repeat(piece, 200), "end"]));
        }

        var done = 0;
        while (done < Count)
        {
            Assert.InRange(rig.Host.UnackedBytes, 0, Bound + (Count * Slack));
            var text = Assert.IsType<string>(await link.ReadLineAsync());
            if (text.StartsWith("{\"type\":\"done\"", StringComparison.Ordinal))
            {
                done++;
            }
            else
            {
                Assert.True(EventFrame.TryRead(Encoding.UTF8.GetBytes(text), out var view));
                await link.AckAsync(Encoding.ASCII.GetString(view.ExecutionId), view.Seq);
            }
        }

        await Task.WhenAll(answers).Within();
    }
}
