using System.Net.Sockets;

namespace Polydev.Sockets;

/// <summary>The writing side of a <see cref="LoopSocket"/>: writes at once, and has the kernel watched only while the other end takes nothing.</summary>
/// <param name="socket">A socket that does not block.</param>
/// <param name="watch">Begins or ends to wait for the kernel to take bytes again.</param>
internal sealed class SocketWriter(Socket socket, Action<bool> watch)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiting;
    private bool _closed;

    /// <summary>Writes all of it.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            return TryWrite(ref bytes) ? ValueTask.CompletedTask : WriteRestAsync(bytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return ValueTask.FromException(e);
        }
    }

    /// <summary>Ends when the kernel takes bytes. That it does already is told at once.</summary>
    public Task WhenWritable()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(LoopSocket));
            if (_waiting is null)
            {
                _waiting = new TaskCompletionSource();
                watch(true);
            }

            return _waiting.Task;
        }
    }

    /// <summary>The kernel takes bytes again, or the connection has ended. Who waits goes on here.</summary>
    public void OnReady()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            if (_closed || _waiting is null)
            {
                return;
            }

            (waiting, _waiting) = (_waiting, null);
            watch(false);
        }

        waiting.TrySetResult();
    }

    /// <summary>Writes no more. Who waits is continued on the pool: here somebody is closing, perhaps under a lock.</summary>
    public void Close()
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _closed = true;
            (waiting, _waiting) = (_waiting, null);
        }

        if (waiting is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static waiting => waiting.TrySetException(Broken.By(SocketError.OperationAborted)), waiting, preferLocal: false);
        }
    }

    /// <summary>Writes what fits; false when some is left.</summary>
    private bool TryWrite(ref ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var count = socket.Send(bytes.Span, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return false;
            }

            bytes = error == SocketError.Success ? bytes[count..] : throw Broken.By(error);
        }

        return true;
    }

    private async ValueTask WriteRestAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        do
        {
            await WhenWritable().WaitAsync(cancellationToken);
        }
        while (!TryWrite(ref bytes));
    }
}
