using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Polydev.Sockets;

/// <summary>The reading side of a <see cref="LoopSocket"/>: one read at a time, tried when it may find something, else waiting for the kernel's word.</summary>
/// <param name="socket">A socket that does not block.</param>
internal sealed class SocketReader(Socket socket) : IValueTaskSource<int>, IValueTaskSource
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<int> _result;
    private bool _closed;

    // As far as we know: a read that would find nothing is not tried.
    private bool _readable = true;
    private bool _ended;
    private bool _waiting;
    private Want _want;
    private Memory<byte> _buffer;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;

    /// <summary>What a read is after.</summary>
    public enum Want
    {
        /// <summary>To take bytes.</summary>
        Bytes,

        /// <summary>To see bytes that stay.</summary>
        Look,

        /// <summary>To know that there may be something.</summary>
        Hint,
    }

    /// <summary>Reads at once, or waits; the continuation runs on the loop's thread.</summary>
    public ValueTask<int> ReadAsync(Want want, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        // Before the lock, as the token may be cancelled in this moment and tell so here.
        var registration = cancellationToken.CanBeCanceled
            ? cancellationToken.UnsafeRegister(static (reader, token) => ((SocketReader)reader!).Cancel(token), this)
            : default;
        if (Waits(want, buffer, registration, cancellationToken, out var count, out var failure))
        {
            return new ValueTask<int>(this, _result.Version);
        }

        registration.Unregister();
        return failure is null ? new ValueTask<int>(count) : ValueTask.FromException<int>(failure);
    }

    /// <summary>Waits until there may be something. That is looked at only where the kernel has not just told.</summary>
    public ValueTask WaitAsync() =>
        Waits(Want.Hint, Memory<byte>.Empty, default, CancellationToken.None, out _, out var failure) ? new ValueTask(this, _result.Version)
        : failure is null ? ValueTask.CompletedTask : ValueTask.FromException(failure);

    /// <summary>The kernel says that there is something, or that the end has come.</summary>
    public void OnReady(bool ended)
    {
        CancellationTokenRegistration registration;
        int count;
        SocketError error;
        lock (_gate)
        {
            (_readable, _ended) = (true, _ended || ended);
            (count, error) = (0, SocketError.Success);
            if (!_waiting || (_want != Want.Hint && !TryRead(_want, _buffer, out count, out error)))
            {
                return;
            }

            registration = StopWaiting();
        }

        registration.Unregister();
        if (error == SocketError.Success)
        {
            _result.SetResult(count);
        }
        else
        {
            _result.SetException(Broken.By(error));
        }
    }

    /// <summary>Reads no more. Who waits is continued on the pool: here somebody is closing, perhaps under a lock.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (!_waiting)
            {
                return;
            }

            StopWaiting().Unregister();
        }

        FailOnPool(Broken.By(SocketError.OperationAborted));
    }

    /// <inheritdoc/>
    public int GetResult(short token) => _result.GetResult(token);

    /// <inheritdoc/>
    void IValueTaskSource.GetResult(short token) => _result.GetResult(token);

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _result.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);

    /// <summary>Begins to wait; false when it is over already.</summary>
    private bool Waits(Want want, Memory<byte> buffer, CancellationTokenRegistration registration, CancellationToken cancellationToken, out int count, out Exception? failure)
    {
        count = 0;
        lock (_gate)
        {
            failure = _closed ? new ObjectDisposedException(nameof(LoopSocket))
                : _waiting ? new InvalidOperationException("Somebody is reading from this socket already.")
                : cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken)
                : null;
            if (failure is not null)
            {
                return false;
            }

            if (_readable && TryRead(want, buffer, out count, out var error))
            {
                failure = error == SocketError.Success ? null : Broken.By(error);
                return false;
            }

            (_waiting, _want, _buffer, _registration, _cancellation) = (true, want, buffer, registration, cancellationToken);
            _result.Reset();
            return true;
        }
    }

    /// <summary>Reads without waiting; false when there is nothing. Under the lock.</summary>
    private bool TryRead(Want want, Memory<byte> buffer, out int count, out SocketError error)
    {
        Span<byte> one = stackalloc byte[1];
        var takes = want == Want.Bytes && !buffer.IsEmpty;
        var into = buffer.IsEmpty ? one : buffer.Span;
        count = socket.Receive(into, takes ? SocketFlags.None : SocketFlags.Peek, out error);
        if (error == SocketError.WouldBlock)
        {
            _readable = false;
            return false;
        }

        // What comes behind a short read is told of; an end that was told of already is not told again.
        if (takes && count > 0 && count < into.Length && !_ended)
        {
            _readable = false;
        }

        count = buffer.IsEmpty ? 0 : count;
        return true;
    }

    private void Cancel(CancellationToken token)
    {
        lock (_gate)
        {
            if (!_waiting || _cancellation != token)
            {
                return;
            }

            StopWaiting();
        }

        FailOnPool(new OperationCanceledException(token));
    }

    private CancellationTokenRegistration StopWaiting()
    {
        var registration = _registration;
        (_waiting, _buffer, _registration, _cancellation) = (false, default, default, default);
        return registration;
    }

    private void FailOnPool(Exception failure) =>
        ThreadPool.UnsafeQueueUserWorkItem(static failed => failed.Reader._result.SetException(failed.Failure), (Reader: this, Failure: failure), preferLocal: false);
}
