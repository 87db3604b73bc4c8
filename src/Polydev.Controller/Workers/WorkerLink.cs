using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Polydev.Protocol;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>The controller's end of one open link: frames go in from any thread, one flush at a time carries all that piled up.</summary>
internal sealed class WorkerLink
{
    // A worker that reads nothing must not cost us its whole backlog: two of the longest lines is more than any honest one leaves.
    private const long MaxUnflushedBytes = 2L * LinkPaths.MaxLineBytes;

    // Each is an execution that the worker still keeps, of up to 16 KiB.
    private const int MostHeldBack = 32;

    private readonly Lock _gate = new();
    private readonly ConnectionContext _connection;
    private readonly PipeWriter _output;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _flush = Task.CompletedTask;
    private bool _flushing;
    private bool _more;
    private bool _closed;
    private long _unflushed;
    private int _heldBack;
    private long _pingAt;
    private long _pingId;
    private bool _pingOpen;

    /// <summary>Opens the sending side on a connection whose worker was let in.</summary>
    public WorkerLink(ConnectionContext connection, long now)
    {
        _connection = connection;
        _output = connection.Transport.Output;
        _pingAt = now;
    }

    /// <summary>Name of the node that relays it; null for one that was dialled to this machine.</summary>
    public string? Node { get; init; }

    /// <summary>Completes when the reading side has ended and nothing more will be delivered.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Why our side dropped the link; null when it did not.</summary>
    public string? DropReason { get; private set; }

    /// <summary>Timestamps between the last ping and its pong; 0 before the first.</summary>
    public long LastRoundTrip { get; private set; }

    /// <summary>Sends a frame. Does nothing on a closed link: what was lost is settled when the worker dials again or is given up.</summary>
    public void Send(ControllerFrame frame)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            using var json = new Utf8JsonWriter(_output);
            JsonSerializer.Serialize(json, frame, ProtocolJson.Default.ControllerFrame);
            json.Flush();
            _output.GetSpan(1)[0] = (byte)'\n';
            _output.Advance(1);
            Kick(json.BytesCommitted + 1);
        }
    }

    /// <summary>Sends an <see cref="AckFrame"/>, the one frame that goes down often, without making an object of it.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="seq">The last event that is durable.</param>
    /// <param name="later">Whether it may wait for the next frame, or the next <see cref="Beat"/>.</param>
    public void SendAck(string executionId, long seq, bool later)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            var span = _output.GetSpan(64 + executionId.Length);
            var at = Put(span, 0, "{\"type\":\"ack\",\"execution_id\":\""u8);
            at += Encoding.ASCII.GetBytes(executionId, span[at..]);
            at = Put(span, at, "\",\"seq\":"u8);
            Utf8Formatter.TryFormat(seq, span[at..], out var digits);
            at = Put(span, at + digits, "}\n"u8);
            _output.Advance(at);
            if (!later || ++_heldBack >= MostHeldBack)
            {
                Kick(at);
            }
            else
            {
                _unflushed += at;
            }
        }
    }

    /// <summary>Sends what was held back, and a ping when one is due.</summary>
    /// <returns>Timestamps that a ping has been waiting for its pong; 0 when none is open.</returns>
    public long Beat(long now, long interval)
    {
        lock (_gate)
        {
            if (_heldBack > 0 && !_closed)
            {
                Kick(0);
            }

            if (_pingOpen)
            {
                return now - _pingAt;
            }

            if (now - _pingAt < interval)
            {
                return 0;
            }

            _pingOpen = true;
            _pingAt = now;
            _pingId++;
        }

        Send(new PingFrame { Id = _pingId });
        return 0;
    }

    /// <summary>Takes a pong.</summary>
    public void OnPong(long id, long now)
    {
        lock (_gate)
        {
            if (_pingOpen && id == _pingId)
            {
                _pingOpen = false;
                LastRoundTrip = now - _pingAt;
            }
        }
    }

    /// <summary>Drops the link from our side.</summary>
    public void Drop(string reason)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (_heldBack > 0)
            {
                // A worker that is told to end next waits for it.
                Kick(0);
            }

            DropReason = reason;
            _closed = true;
        }

        Abort(reason);
    }

    /// <summary>Closes the sending side and waits for the last flush: a connection must not end under a write.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            return _flush;
        }
    }

    /// <summary>Says that the reading side is over.</summary>
    public void End() => _ended.TrySetResult();

    private static int Put(Span<byte> span, int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(span[at..]);
        return at + bytes.Length;
    }

    private void Kick(long bytes)
    {
        _unflushed += bytes;
        _heldBack = 0;
        if (!_flushing)
        {
            _flushing = true;
            _flush = FlushAsync();
            return;
        }

        _more = true;
        if (_unflushed > MaxUnflushedBytes)
        {
            DropReason = "the worker does not read its link";
            _closed = true;
            Abort(DropReason);
        }
    }

    private void Abort(string reason) => _connection.Abort(new ConnectionAbortedException(reason));

    private async Task FlushAsync()
    {
        try
        {
            while (true)
            {
                await _output.FlushAsync(CancellationToken.None);
                lock (_gate)
                {
                    _unflushed = 0;
                    if (!_more || _closed)
                    {
                        _flushing = false;
                        return;
                    }

                    _more = false;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            // The reading side sees the same break and settles it; here there is only nothing left to write to.
            lock (_gate)
            {
                _closed = true;
                _flushing = false;
            }
        }
    }
}
