using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;

namespace Polydev.Node.Cluster;

/// <summary>Carries bytes between a worker and the controller. Every read is passed on at once, no more is read than can be written, and an idle link holds no buffer.</summary>
internal static class TwoWays
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>Carries until both sides have said their last, or one broke; then both are closed.</summary>
    public static async Task CarryAsync(Socket worker, SslStream controller, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var side = new NetworkStream(worker, ownsSocket: false);

        // A side that ends its half is told on; a side that breaks ends all, else the other would wait for it for ever.
        var up = CopyAsync(side, controller, controller.ShutdownAsync, broken);
        var down = CopyAsync(controller, side, () => EndAsync(worker), broken);
        await Task.WhenAll(up, down);
    }

    private static Task EndAsync(Socket worker)
    {
        worker.Shutdown(SocketShutdown.Send);
        return Task.CompletedTask;
    }

    private static async Task CopyAsync(Stream from, Stream to, Func<Task> end, CancellationTokenSource broken)
    {
        try
        {
            while (await PassAsync(from, to, broken.Token))
            {
            }

            await end();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            await broken.CancelAsync();
        }
    }

    private static async Task<bool> PassAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        // Waits without a buffer: most links say nothing most of the time.
        _ = await from.ReadAsync(Memory<byte>.Empty, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var count = await from.ReadAsync(buffer, cancellationToken);
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            return count > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
