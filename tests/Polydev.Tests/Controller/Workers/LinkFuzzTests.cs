using System.Buffers;
using System.Text;
using CsCheck;
using Polydev.Controller.Workers;
using Polydev.Tests.Controller.Pools;

namespace Polydev.Tests.Controller.Workers;

public sealed class LinkFuzzTests
{
    private static readonly string[] s_whole =
    [
        """{"type":"event","execution_id":"exe_1","seq":1,"event":{"type":"text","text":"a"}}""",
        """{"type":"done","execution_id":"exe_1","last_seq":4,"timings":{"end_ms":1}}""",
        """{"type":"pong","id":1}""",
        """{"type":"hello","nonce":"x"}""",
    ];

    [Fact]
    public void No_line_makes_the_inbox_throw() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 90], Gen.Byte.Array[0, 12], Gen.Bool).Sample((which, at, junk, random) =>
        {
            var bytes = random ? junk : Mutate(Encoding.UTF8.GetBytes(s_whole[which]), at, junk);
            var rig = new PoolRig();
            var worker = rig.Start();
            var inbox = new LinkInbox(worker, new WorkerLink(new UnreadConnection(), 0), TimeProvider.System);
            inbox.OnLine(new ReadOnlySequence<byte>(bytes));
        }, iter: 2000);

    [Fact]
    public async Task Bytes_of_any_kind_leave_the_controller_standing()
    {
        var token = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
        await using var host = await LinkHost.StartAsync(new FakeWorkerDriver(), supervise: false);
        foreach (var junk in new[] { "\0\0\0\n", "{\"type\":\"event\",\"execution_id\":\"\",\"seq\":0,\"event\":{}}\n", new string('[', 100_000) + "\n", "{\"type\":\"hello\"}\n" })
        {
            var (worker, remote, _) = await host.WarmAsync(token);
            await remote.SendAsync(junk, token);
            await remote.ReadToEndAsync(token);
            Assert.Equal(WorkerState.Gone, worker.State);
            await remote.DisposeAsync();
        }

        var (healthy, link, _) = await host.WarmAsync(token);
        Assert.Equal(WorkerState.Warm, healthy.State);
        await link.DisposeAsync();
    }

    private static byte[] Mutate(byte[] bytes, int at, byte[] junk)
    {
        var copy = bytes.ToArray();
        junk.AsSpan(0, Math.Min(junk.Length, Math.Max(0, copy.Length - at))).CopyTo(copy.AsSpan(Math.Min(at, copy.Length)));
        return copy;
    }
}
