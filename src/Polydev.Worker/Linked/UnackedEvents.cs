using Polydev.Protocol.Link;
using Polydev.Worker.Calls;

namespace Polydev.Worker.Linked;

/// <summary>The events of one execution on their way to the controller: numbered, kept until acknowledged, bounded.</summary>
/// <remarks>The bound is checked before a read and not per event, so that one event larger than the bound still passes.</remarks>
internal sealed class UnackedEvents(string executionId, long firstSeq, long limit, EventBudget budget, Outbox outbox) : ICallOutput
{
    private readonly Lock _gate = new();
    private readonly EventLines _lines = new(firstSeq);
    private TaskCompletionSource? _room;
    private bool _queued;
    private bool _dropped;
    private bool _finished;

    /// <summary>The execution.</summary>
    public string ExecutionId { get; } = executionId;

    /// <summary>How far the worker got.</summary>
    public ResumePoint ResumePoint
    {
        get
        {
            lock (_gate)
            {
                return new ResumePoint { ExecutionId = ExecutionId, LastSeq = _lines.LastSeq };
            }
        }
    }

    /// <summary>Called once, when the last line went out and every event before it is acknowledged: nothing is left to keep.</summary>
    public required Action<UnackedEvents> WhenFinished { private get; init; }

    /// <inheritdoc/>
    public void OnEvent(string type, ReadOnlySpan<byte> json)
    {
        lock (_gate)
        {
            if (!_dropped)
            {
                var before = _lines.Held;
                _lines.Add(ExecutionId, json);
                Settle(before);
            }
        }
    }

    /// <inheritdoc/>
    public void Flush(bool now) => outbox.Pump(now);

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return HasRoom && budget.HasRoom ? ValueTask.CompletedTask : new ValueTask(WaitAsync(cancellationToken));
        }
    }

    /// <summary>Adds the line that says the call is over and released; the events stay until acknowledged.</summary>
    public void Close(CallTimings timings)
    {
        lock (_gate)
        {
            var before = _lines.Held;
            _lines.Close(LinkLine.Encode(new DoneFrame { ExecutionId = ExecutionId, LastSeq = _lines.LastSeq, Timings = timings }));
            Settle(before);
        }
    }

    /// <summary>Forgets the events up to a number.</summary>
    public void Acknowledge(long seq)
    {
        lock (_gate)
        {
            var before = _lines.Held;
            _lines.Acknowledge(seq);
            Settle(before);
        }
    }

    /// <summary>Forgets all events, those to come included.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            var before = _lines.Held;
            _dropped = true;
            _lines.Drop();
            Settle(before);
        }
    }

    /// <summary>Sends everything unacknowledged again, on a new link.</summary>
    public void Rewind()
    {
        lock (_gate)
        {
            _queued = false;
            var before = _lines.Held;
            _lines.Rewind();
            Settle(before);
        }
    }

    /// <summary>Copies what is next for the link.</summary>
    /// <param name="output">Where to; filled to the last byte if there is enough.</param>
    /// <param name="rest">Whether more waits, and whether it begins in the middle of a line.</param>
    public int Copy(Span<byte> output, out CopyRest rest)
    {
        lock (_gate)
        {
            var before = _lines.Held;
            var count = _lines.Copy(output);
            Settle(before);
            rest = _lines.IsMidLine ? CopyRest.MidLine : _lines.HasUnsent ? CopyRest.WholeLines : CopyRest.Nothing;
            _queued = rest != CopyRest.Nothing;
            return count;
        }
    }

    private bool HasRoom => _dropped || _lines.Held < limit;

    /// <summary>Draws the consequences of a change: the budget, the waiting call, the queue for the link, the end.</summary>
    private void Settle(int heldBefore)
    {
        budget.Add(_lines.Held - heldBefore);
        if (_room is not null && HasRoom)
        {
            _room.TrySetResult();
            _room = null;
        }

        if (_lines.HasUnsent && !_queued)
        {
            _queued = true;
            outbox.Enqueue(this);
        }

        if (_lines.Finished && !_finished)
        {
            _finished = _dropped = true;
            _lines.Release();
            WhenFinished(this);
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                room = HasRoom ? Task.CompletedTask : (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await room.WaitAsync(cancellationToken);
            if (budget.HasRoom)
            {
                return;
            }

            await budget.WaitAsync().WaitAsync(cancellationToken);
        }
    }
}
