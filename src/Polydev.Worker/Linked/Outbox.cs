using System.Buffers;
using Polydev.Sockets;

namespace Polydev.Worker.Linked;

/// <summary>Puts what is ready onto the link: batches under load, at once when idle.</summary>
/// <remarks>
/// There is no writer thread. Whoever has something ready and finds nobody writing writes, until nothing is ready; what becomes ready
/// meanwhile goes into the next batch. Executions take turns, a batch each.
/// </remarks>
internal sealed class Outbox
{
    private const int BatchBytes = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<UnackedEvents> _ready = new();
    private readonly Queue<byte[]> _lines = new();
    private UnackedEvents? _midLine;
    private Stream? _link;
    private bool _writing;
    private TaskCompletionSource? _idle;
    private Action? _pumpAtTurnEnd;
    private int _willPump;

    /// <summary>Takes a line that is not an event. Lost when the link breaks before it went out.</summary>
    public void Post(byte[] line)
    {
        lock (_gate)
        {
            if (_link is not null)
            {
                _lines.Enqueue(line);
            }
        }
    }

    /// <summary>Takes an execution that has unsent lines.</summary>
    public void Enqueue(UnackedEvents events)
    {
        lock (_gate)
        {
            _ready.Enqueue(events);
        }
    }

    /// <summary>Begins to send over a new link, everything unacknowledged first.</summary>
    public void Attach(Stream link, IReadOnlyList<UnackedEvents> held)
    {
        lock (_gate)
        {
            _ready.Clear();
            _lines.Clear();
            _midLine = null;
        }

        foreach (var events in held)
        {
            events.Rewind();
        }

        lock (_gate)
        {
            _link = link;
        }

        Pump();
    }

    /// <summary>Stops sending; ends when nothing is being written any more. The stream must be closed already, or a write may take for ever.</summary>
    public Task DetachAsync()
    {
        lock (_gate)
        {
            _link = null;
            return WhenIdle();
        }
    }

    /// <summary>Ends when everything ready went out, or the link broke.</summary>
    public Task FlushAsync()
    {
        Pump();
        lock (_gate)
        {
            return WhenIdle();
        }
    }

    /// <summary>Sends what is ready, unless somebody does already.</summary>
    /// <param name="now">Otherwise it waits for what the other sockets bring that are ready with the one served now: many lines, one write.</param>
    public void Pump(bool now = true)
    {
        if (!now && SendsAtTurnEnd())
        {
            return;
        }

        Stream link;
        lock (_gate)
        {
            if (_writing || _link is null || (_ready.Count == 0 && _lines.Count == 0))
            {
                return;
            }

            _writing = true;
            link = _link;
        }

        _ = WriteAsync(link);
    }

    private bool SendsAtTurnEnd()
    {
        if (Interlocked.Exchange(ref _willPump, 1) == 1)
        {
            return true;
        }

        if (SocketLoop.AtTurnEnd(_pumpAtTurnEnd ??= PumpAtTurnEnd))
        {
            return true;
        }

        Volatile.Write(ref _willPump, 0);
        return false;
    }

    private void PumpAtTurnEnd()
    {
        Volatile.Write(ref _willPump, 0);
        Pump();
    }

    private Task WhenIdle() =>
        _writing ? (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;

    private async Task WriteAsync(Stream link)
    {
        var batch = ArrayPool<byte>.Shared.Rent(BatchBytes);
        try
        {
            var flushed = true;
            while (Fill(batch, stopWhenEmpty: flushed) is var count && (count > 0 || !flushed))
            {
                flushed = count == 0;
                await (flushed ? new ValueTask(link.FlushAsync()) : link.WriteAsync(batch.AsMemory(0, count)));
            }
        }
        catch (Exception)
        {
            // However a write fails, it is the link's reader that sees the end, and redials.
            Stop();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(batch);
        }
    }

    private int Fill(Span<byte> batch, bool stopWhenEmpty)
    {
        var count = 0;
        while (count < batch.Length && TakeNext(batch[count..], out var taken) is var events && (events is not null || taken > 0))
        {
            count += taken;
            if (events is null)
            {
                continue;
            }

            count += events.Copy(batch[count..], out var rest);
            if (rest == CopyRest.MidLine)
            {
                _midLine = events;
            }
            else if (rest == CopyRest.WholeLines)
            {
                Enqueue(events);
            }
        }

        return count == 0 && stopWhenEmpty && !TryStop() ? Fill(batch, stopWhenEmpty) : count;
    }

    /// <summary>Takes the next execution, or copies the next line when one is there and no other is half sent.</summary>
    private UnackedEvents? TakeNext(Span<byte> batch, out int copied)
    {
        copied = 0;
        lock (_gate)
        {
            if (_midLine is { } events)
            {
                _midLine = null;
                return events;
            }

            if (_lines.TryPeek(out var line))
            {
                if (line.Length <= batch.Length)
                {
                    _lines.Dequeue().CopyTo(batch);
                    copied = line.Length;
                }

                return null;
            }

            return _link is not null && _ready.TryDequeue(out events) ? events : null;
        }
    }

    private bool TryStop()
    {
        lock (_gate)
        {
            if (_link is not null && (_ready.Count > 0 || _lines.Count > 0))
            {
                return false;
            }

            Stop();
            return true;
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _writing = false;
            _idle?.TrySetResult();
            _idle = null;
        }
    }
}
