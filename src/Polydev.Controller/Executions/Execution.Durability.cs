using Polydev.Controller.Storage;

namespace Polydev.Controller.Executions;

/// <content>How what happened becomes durable, and who hears of it then.</content>
internal sealed partial class Execution
{
    private bool _inserted;
    private int _attemptsWritten;
    private int _attemptsDurable;
    private bool _endWritten;
    private bool _endIsDurable;
    private bool _closed;
    private bool _eager = true;
    private bool _quiet;
    private bool _scheduled;
    private long _ackedSeq;
    private long _ackedOffset;
    private long _ackedAt;

    /// <summary>Completes when the acceptance is durable.</summary>
    public Task Accepted => _accepted.Task;

    /// <summary>Completes when the terminal event is durable; fails with <see cref="StorageStalledException"/> when that cannot be foreseen.</summary>
    public Task EndDurable => _endDurable.Task;

    /// <summary>Has what waits for company made durable, and tells the worker what it was not told for a while. Called now and then.</summary>
    public void Settle()
    {
        if (Interlocked.Exchange(ref _quiet, false))
        {
            Schedule(urgent: true);
        }

        ExecutionAttempt? toAck = null;
        long seq;
        lock (_gate)
        {
            seq = _log.DurableSeq;
            if (_attempt is not null && seq > _ackedSeq && !_endIsDurable && _environment.Time.GetElapsedTime(_ackedAt) >= ExecutionEnvironment.AckAfter)
            {
                toAck = TakeAck();
            }
        }

        toAck?.Ack(seq, later: false);
    }

    /// <summary>Sends those away who wait for the end while nothing can be stored. The execution itself goes on.</summary>
    public void GiveUpWaiting(string reason)
    {
        if (!_endDurable.Task.IsCompleted)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static wait => wait._endDurable.TrySetException(new StorageStalledException(wait.reason)), (_endDurable, reason), preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public void Write(IJournalTransaction transaction)
    {
        Volatile.Write(ref _scheduled, false);
        lock (_gate)
        {
            if (_endIsDurable)
            {
                return;
            }

            if (!_inserted && _end is not null)
            {
                transaction.InsertEndedExecution(_progress.ToNewExecution(), _end, _log.TakePending(out _, out _));
                _endWritten = true;
                _attemptsWritten = _attemptsVersion;
                return;
            }

            if (!_inserted)
            {
                transaction.InsertExecution(_progress.ToNewExecution());
            }

            if (_log.HasPending)
            {
                var events = _log.TakePending(out var first, out var last);
                transaction.AppendEvents(Id, first, last, events, isLast: _end is not null);
            }

            if (_end is not null)
            {
                transaction.EndExecution(_end);
                _endWritten = true;
            }
            else if (_attemptsVersion != _attemptsDurable)
            {
                transaction.UpdateAttempts(Id, "running", _attempt?.WorkerId, _progress.AttemptsJson());
            }

            _attemptsWritten = _attemptsVersion;
        }
    }

    /// <inheritdoc/>
    public void OnCommitted()
    {
        lock (_gate)
        {
            _inserted = true;
            _attemptsDurable = _attemptsWritten;
            _endIsDurable = _endWritten;
            _log.Commit();
        }
    }

    /// <inheritdoc/>
    public void Announce()
    {
        ExecutionAttempt? toAck;
        long ackSeq;
        bool ended;
        bool much;
        List<LogReader>? waiting;
        ExecutionAttempt? failed;
        TaskCompletionSource? kept = null;
        lock (_gate)
        {
            ackSeq = _log.DurableSeq;
            ended = _endIsDurable;
            much = _log.DurableOffset - _ackedOffset >= (ended ? ExecutionEnvironment.AckEndBytes : ExecutionEnvironment.AckBytes);
            toAck = ended || ackSeq - _ackedSeq >= ExecutionEnvironment.AckEvents || much ? TakeAck() : null;
            waiting = TakeWaiting();
            failed = _attemptsDurable == _attemptsVersion ? _failed : null;
            if (failed is not null)
            {
                (kept, _failed, _failureKept) = (_failureKept, null, null);
            }
        }

        failed?.Release(_failedSeq);
        kept?.TrySetResult();
        var last = ended && !Interlocked.Exchange(ref _closed, true);
        if (last)
        {
            // Its place is free before anybody hears of the end: who then asks for the next one finds it.
            toAck?.Dispose();
            _environment.OnEnded(this);
        }

        Tell(waiting, last);

        // The worker of a short answer can keep it until it is told of the next: alone, the line would wake it in the middle of somebody's request.
        toAck?.Ack(ackSeq, later: last && !much);
    }

    /// <summary>Under the lock: notes that the worker is told of everything durable now, and says by whom.</summary>
    private ExecutionAttempt? TakeAck()
    {
        if (_attempt is not null)
        {
            _ackedSeq = _log.DurableSeq;
            _ackedOffset = _log.DurableOffset;
            _ackedAt = _environment.Time.GetTimestamp();
        }

        return _attempt;
    }

    private void Tell(List<LogReader>? waiting, bool ended)
    {
        foreach (var reader in waiting ?? [])
        {
            reader.Ring();
        }

        _accepted.TrySetResult();
        if (ended)
        {
            _endDurable.TrySetResult();
        }
    }

    /// <summary>Schedules what no reader is eager for: at once where the acceptance is awaited, else with the next output or by <see cref="Settle"/>.</summary>
    private void ScheduleQuiet()
    {
        if (_eager)
        {
            Schedule(urgent: true);
        }
        else
        {
            Volatile.Write(ref _quiet, true);
        }
    }

    /// <summary>Asks for the journal's turn, once until it comes.</summary>
    private void Schedule(bool urgent)
    {
        var when = !urgent ? CommitWhen.InCompany
            : Volatile.Read(ref _environment.Live) <= ExecutionEnvironment.FewLive ? CommitWhen.OnTheSpot
            : CommitWhen.Soon;
        if (!Interlocked.Exchange(ref _scheduled, true))
        {
            _environment.Journal.Schedule(this, when);
        }
        else if (urgent)
        {
            _environment.Journal.Hurry(when);
        }
    }
}
