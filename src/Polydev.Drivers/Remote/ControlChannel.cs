using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;

namespace Polydev.Drivers.Remote;

/// <summary>One end of a control connection: takes the other side's lines, sends ours in order, and ends with a reason.</summary>
/// <param name="pipe">The connection; its ends are completed by who made it.</param>
/// <param name="incoming">How the other side's frames are read.</param>
/// <param name="outgoing">How ours are written.</param>
/// <param name="closing">Makes the frame that says why we close.</param>
internal sealed class ControlChannel<TIn, TOut>(IDuplexPipe pipe, JsonTypeInfo<TIn> incoming, JsonTypeInfo<TOut> outgoing, Func<string, TOut> closing)
    where TIn : class
    where TOut : class
{
    private const int MostWaiting = 20_000;
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);
    private readonly Channel<TOut> _frames = Channel.CreateUnbounded<TOut>();
    private volatile string? _dropped;

    /// <summary>Sends a frame. Does nothing once the connection ends: what was lost is settled by the next hello.</summary>
    public void Send(TOut frame)
    {
        if (_frames.Reader.Count >= MostWaiting)
        {
            Drop("the other side does not read");
            return;
        }

        _frames.Writer.TryWrite(frame);
    }

    /// <summary>Ends the connection from our side, and says why.</summary>
    public void Drop(string reason)
    {
        if (Interlocked.CompareExchange(ref _dropped, reason, null) is null)
        {
            _frames.Writer.TryWrite(closing(reason));
            _frames.Writer.TryComplete();

            // Not on the caller's stack: it may hold a lock that the end of the connection takes.
            ThreadPool.UnsafeQueueUserWorkItem(static input => input.CancelPendingRead(), pipe.Input, preferLocal: false);
        }
    }

    /// <summary>Serves the connection to its end. Takes one frame at a time, and none after it has returned.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(Action<TIn> take, TimeProvider time, CancellationToken cancellationToken)
    {
        var writing = WriteAsync();
        var reason = "closed by the other side";
        try
        {
            if (await ControlLines.PumpAsync(pipe.Input, incoming, frame => TakeUnlessDropped(take, frame), cancellationToken) is { } fault)
            {
                Drop("it sent " + fault);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            reason = cancellationToken.IsCancellationRequested ? "closed" : e.Message;
        }

        _frames.Writer.TryComplete();
        await writing.WaitAsync(s_lastWords, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        pipe.Output.CancelPendingFlush();
        await writing;
        return _dropped ?? reason;
    }

    private void TakeUnlessDropped(Action<TIn> take, TIn frame)
    {
        if (_dropped is null)
        {
            take(frame);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await _frames.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (_frames.Reader.TryRead(out var frame))
                {
                    Write(frame);
                }

                if (await pipe.Output.FlushAsync(CancellationToken.None) is { IsCompleted: true } or { IsCanceled: true })
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            // The reading side sees the same break, or is told here.
        }

        if (_dropped is null)
        {
            pipe.Input.CancelPendingRead();
        }
    }

    private void Write(TOut frame)
    {
        using (var json = new Utf8JsonWriter(pipe.Output))
        {
            JsonSerializer.Serialize(json, frame, outgoing);
        }

        pipe.Output.GetSpan(1)[0] = (byte)'\n';
        pipe.Output.Advance(1);
    }
}
