using System.Net.Sockets;
using CsCheck;
using Polydev.Sockets;

namespace Polydev.Tests.Sockets;

/// <summary>A socket on a loop gives its bytes as they were sent, tells every end, and continues every waiter exactly once.</summary>
public sealed class LoopSocketTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_arrive_as_they_were_sent_however_they_are_cut(bool unix)
    {
        var sizes = Gen.OneOf(Gen.Int[1, 50], Gen.Int[4000, 20_000], Gen.Int[300_000, 900_000]).Array[0, 12];
        await Gen.Select(sizes, Gen.Int[1, 70_000], Gen.Int[1, 70_000]).SampleAsync(
            async (writes, ourBuffer, theirBuffer) =>
            {
                using var pair = await SocketPair.ConnectAsync(unix);
                var expected = Enumerable.Range(0, writes.Sum()).Select(i => (byte)(i * 31)).ToArray();
                var read = ReadToEndAsync(pair.Ours, ourBuffer);
                var echo = EchoAsync(pair.Other, theirBuffer);
                var at = 0;
                foreach (var size in writes)
                {
                    await pair.Ours.SendAsync(expected.AsMemory(at, size), Token);
                    at += size;
                }

                pair.Ours.EndSending();
                Assert.Equal(expected, await read);
                await echo;
            },
            iter: 40);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_that_came_with_the_last_bytes_is_told(bool unix)
    {
        using var pair = await SocketPair.ConnectAsync(unix);
        var waiting = pair.Ours.ReceiveAsync(new byte[100], Token);
        pair.Other.Send("ab"u8);
        pair.Other.Shutdown(SocketShutdown.Send);

        Assert.Equal(2, await waiting);
        Assert.Equal(0, await pair.Ours.ReceiveAsync(new byte[100], Token));
        Assert.Equal(0, await pair.Ours.ReceiveAsync(new byte[100], Token));
    }

    [Fact]
    public async Task Reset_is_an_error_that_names_it()
    {
        using var pair = await SocketPair.ConnectAsync(unix: false);
        var waiting = pair.Ours.ReceiveAsync(new byte[100], Token);
        pair.Other.LingerState = new LingerOption(enable: true, seconds: 0);
        pair.Other.Dispose();

        var failure = await Assert.ThrowsAsync<IOException>(async () => await waiting);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task Empty_read_waits_and_takes_nothing()
    {
        using var pair = await SocketPair.ConnectAsync();
        var waiting = pair.Ours.ReceiveAsync(Memory<byte>.Empty, Token);
        Assert.False(waiting.IsCompleted);
        pair.Other.Send("abc"u8);

        Assert.Equal(0, await waiting);
        Assert.Equal(0, await pair.Ours.ReceiveAsync(Memory<byte>.Empty, Token));
        var buffer = new byte[10];
        Assert.Equal(3, await pair.Ours.PeekAsync(buffer, Token));
        Assert.Equal(2, await pair.Ours.ReceiveAsync(buffer.AsMemory(0, 2), Token));
        Assert.Equal(1, await pair.Ours.ReceiveAsync(buffer, Token));
        var drained = pair.Ours.ReceiveAsync(Memory<byte>.Empty, Token);
        Assert.False(drained.IsCompleted);
        pair.Other.Dispose();
        Assert.Equal(0, await drained);
    }

    [Fact]
    public async Task Hint_comes_with_the_bytes()
    {
        using var pair = await SocketPair.ConnectAsync();
        var fresh = pair.Ours.WaitReadableAsync();
        Assert.False(fresh.IsCompleted);
        pair.Other.Send("a"u8);
        await fresh;
        Assert.Equal(1, await pair.Ours.ReceiveAsync(new byte[1], Token));
        var full = pair.Ours.WaitReadableAsync();
        Assert.False(full.IsCompleted);
        pair.Other.Send("b"u8);
        await full;
        Assert.Equal(1, await pair.Ours.ReceiveAsync(new byte[10], Token));
        var hint = pair.Ours.WaitReadableAsync();
        Assert.False(hint.IsCompleted);
        pair.Ours.Dispose();
        await Assert.ThrowsAsync<IOException>(async () => await hint);
    }

    [Fact]
    public async Task Given_up_read_leaves_the_socket_usable()
    {
        using var pair = await SocketPair.ConnectAsync();
        using (var patience = new CancellationTokenSource())
        {
            var waiting = pair.Ours.ReceiveAsync(new byte[10], patience.Token);
            await patience.CancelAsync();
            Assert.Equal(patience.Token, (await Assert.ThrowsAsync<OperationCanceledException>(async () => await waiting)).CancellationToken);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pair.Ours.ReceiveAsync(new byte[10], patience.Token));
        }

        pair.Other.Send("a"u8);
        using var other = new CancellationTokenSource();
        Assert.Equal(1, await pair.Ours.ReceiveAsync(new byte[10], other.Token));
        var next = pair.Ours.ReceiveAsync(new byte[10], Token);
        await other.CancelAsync();
        pair.Other.Send("b"u8);
        Assert.Equal(1, await next);
    }

    [Fact]
    public async Task Second_reader_is_refused_and_does_not_disturb_the_first()
    {
        using var pair = await SocketPair.ConnectAsync();
        var first = pair.Ours.ReceiveAsync(new byte[10], Token);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pair.Ours.ReceiveAsync(new byte[10], Token));
        pair.Other.Send("a"u8);
        Assert.Equal(1, await first);
    }

    [Fact]
    public async Task Closing_continues_reader_and_writer_with_an_error()
    {
        using var pair = await SocketPair.ConnectAsync();
        var reading = pair.Ours.ReceiveAsync(new byte[10], Token);
        var writing = pair.Ours.SendAsync(new byte[16 * 1024 * 1024], Token);
        Assert.False(writing.IsCompleted);
        pair.Ours.Dispose();
        pair.Ours.Dispose();

        await Assert.ThrowsAsync<IOException>(async () => await reading);
        await Assert.ThrowsAsync<IOException>(async () => await writing);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Ours.ReceiveAsync(new byte[10], Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Ours.SendAsync(new byte[10], Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Ours.WaitReadableAsync());
        Assert.True(pair.Ours.IsGone());
        pair.Ours.EndSending();
        pair.Ours.ResetOnClose();
    }

    [Fact]
    public async Task Writer_waits_for_a_slow_reader_and_can_be_given_up()
    {
        using var pair = await SocketPair.ConnectAsync();
        var bytes = new byte[4 * 1024 * 1024];
        using var patience = new CancellationTokenSource();
        var writing = pair.Ours.SendAsync(bytes, patience.Token).AsTask();
        Assert.False(writing.IsCompleted);
        var buffer = new byte[64 * 1024];
        var taken = 0;
        while (!writing.IsCompleted && taken < bytes.Length)
        {
            taken += await pair.Other.ReceiveAsync(buffer, Token);
        }

        await writing;
        var stuck = pair.Ours.SendAsync(bytes, patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
    }

    [Fact]
    public async Task Writing_to_one_who_is_gone_is_an_error()
    {
        using var pair = await SocketPair.ConnectAsync();
        Assert.False(pair.Ours.IsGone());
        pair.Other.Dispose();
        Assert.True(pair.Ours.IsGone());
        await Assert.ThrowsAsync<IOException>(async () => await pair.Ours.SendAsync("a"u8.ToArray(), Token));
    }

    [Theory]
    [InlineData(AddressFamily.Unix)]
    [InlineData(AddressFamily.InterNetwork)]
    public async Task Nobody_listening_is_a_refused_connection(AddressFamily family)
    {
        using var place = new SocketPair.Listener(family, listens: false);
        var fresh = place.NewSocket();
        var failure = await Assert.ThrowsAnyAsync<SocketException>(async () => await LoopSocket.ConnectAsync(fresh, place.Address, SocketLoop.Next(), Token));
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
        Assert.True(fresh.SafeHandle.IsClosed);
    }

    [Fact]
    public async Task Dial_that_was_given_up_closes_its_socket()
    {
        using var place = new SocketPair.Listener(AddressFamily.InterNetwork);
        var fresh = place.NewSocket();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await LoopSocket.ConnectAsync(fresh, place.Address, SocketLoop.Next(), new CancellationToken(canceled: true)));
        Assert.True(fresh.SafeHandle.IsClosed);
    }

    [Fact]
    public async Task Every_read_ends_once_whoever_closes_cancels_or_sends_first()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), Token, async (number, _) =>
        {
            using var pair = await SocketPair.ConnectAsync();
            using var patience = new CancellationTokenSource();
            var reading = CountAsync(pair.Ours, patience.Token);
            await Task.WhenAll(
                Task.Run(() => pair.Other.Send("a"u8), Token),
                Task.Run(() => number % 3 == 0 ? patience.CancelAsync() : Task.CompletedTask, Token),
                Task.Run(() => (number % 3 == 1 ? pair.Ours : (IDisposable)pair.Other).Dispose(), Token)).ContinueWith(static _ => { }, TaskScheduler.Default);
            Assert.InRange(await reading, 0, 1);
        });
    }

    private static async Task<int> CountAsync(LoopSocket socket, CancellationToken cancellationToken)
    {
        var count = 0;
        try
        {
            while (await socket.ReceiveAsync(new byte[10], cancellationToken) is > 0 and var read)
            {
                count += read;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the ends it may have.
        }

        return count;
    }

    private static async Task<byte[]> ReadToEndAsync(LoopSocket socket, int bufferSize)
    {
        using var all = new MemoryStream();
        var buffer = new byte[bufferSize];
        while (await socket.ReceiveAsync(buffer, Token) is > 0 and var count)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    private static async Task EchoAsync(Socket socket, int bufferSize)
    {
        var buffer = new byte[bufferSize];
        while (await socket.ReceiveAsync(buffer, Token) is > 0 and var count)
        {
            for (var sent = 0; sent < count;)
            {
                sent += await socket.SendAsync(buffer.AsMemory(sent, count - sent), Token);
            }
        }

        socket.Shutdown(SocketShutdown.Send);
    }
}
