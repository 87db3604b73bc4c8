using Polydev.Sockets;

namespace Polydev.Tests.Sockets;

/// <summary>A loop serves what is ready, then does what was put off to the end of the turn.</summary>
public sealed class SocketLoopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Nothing_is_put_off_on_another_thread() => Assert.False(SocketLoop.AtTurnEnd(() => throw new InvalidOperationException()));

    [Fact]
    public async Task What_is_put_off_runs_when_all_that_were_ready_are_served()
    {
        var loop = SocketLoop.Next();
        using var first = await SocketPair.ConnectAsync(loop: loop);
        using var second = await SocketPair.ConnectAsync(loop: loop);
        using var third = await SocketPair.ConnectAsync(loop: loop);
        using var held = new ManualResetEventSlim();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<string>();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        async Task HoldAsync()
        {
            await first.Ours.ReceiveAsync(new byte[1], Token);
            reached.SetResult();
            held.Wait(Token);
        }

        async Task ServeAsync(SocketPair pair, string name)
        {
            await pair.Ours.ReceiveAsync(new byte[1], Token);
            seen.Add(name);
            Assert.True(SocketLoop.AtTurnEnd(() =>
            {
                seen.Add("end of " + name);
                if (seen.Count == 4)
                {
                    ended.SetResult();
                }
            }));
        }

        var all = Task.WhenAll(HoldAsync(), ServeAsync(second, "second"), ServeAsync(third, "third"));
        first.Other.Send("a"u8);
        await reached.Task;
        second.Other.Send("a"u8);
        third.Other.Send("a"u8);
        held.Set();
        await all;
        await ended.Task;

        Assert.Equal(["second", "third", "end of second", "end of third"], seen);
    }
}
