using Polydev.Controller.Workers;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Executions;

/// <content>Its attempts: how they begin, what they say, and how they end.</content>
internal sealed partial class Execution
{
    private ExecutionAttempt? _failed;
    private long _failedSeq;
    private TaskCompletionSource? _failureKept;
    private bool _isTakenUp;

    /// <summary>Begins an attempt on a claimed worker and says what to send. Null when the execution ended meanwhile.</summary>
    public ExecutionAttempt? Begin(ExecutionTarget target, WorkerSlot slot, double askedMs, ExecutionError? previousError, out long firstSeq)
    {
        ExecutionAttempt attempt;
        lock (_gate)
        {
            firstSeq = 0;
            if (_end is not null)
            {
                return null;
            }

            var record = _progress.BeginAttempt(target, slot, askedMs);
            attempt = _attempt = new ExecutionAttempt(this, slot, record.Number);
            _attemptsVersion++;
            Append(new StartedEvent
            {
                Attempt = record.Number,
                Provider = target.Provider,
                Model = target.Model,
                Wire = target.Wire.Name,
                Worker = slot.WorkerId,
                PreviousError = previousError,
            });
            firstSeq = _log.LastSeq + 1;
        }

        ScheduleQuiet();
        return attempt;
    }

    /// <summary>Takes an attempt up again that ran through a restart of the controller.</summary>
    public ExecutionAttempt? Reattach(WorkerSlot slot, out long durableSeq)
    {
        lock (_gate)
        {
            durableSeq = _log.DurableSeq;
            if (_end is not null || _isTakenUp || !_progress.Reattach(slot))
            {
                return null;
            }

            _isTakenUp = true;
            return _attempt = new ExecutionAttempt(this, slot, _progress.Attempts.Count);
        }
    }

    /// <summary>Which of its targets the last attempt went to, and how many went there in a row.</summary>
    public (int Target, int Tries) Reached
    {
        get
        {
            lock (_gate)
            {
                return Seed.Plan.PlaceOf(_progress.Attempts);
            }
        }
    }

    /// <summary>Time since the last attempt ended, that of a restart of the controller included.</summary>
    public TimeSpan SinceAttempt
    {
        get
        {
            lock (_gate)
            {
                return _progress.Attempts is [.., { EndMs: { } end }] ? TimeSpan.FromMilliseconds(_progress.ElapsedMs - end) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Gives the attempt of an earlier controller up: nobody takes it up any more. False when it is over or was taken up.</summary>
    public bool AbandonAttempt(ExecutionError error)
    {
        lock (_gate)
        {
            if (_end is not null || _isTakenUp)
            {
                return false;
            }

            _isTakenUp = true;
            _progress.EndAttempt(null, error);
            _attemptsVersion++;
            return true;
        }
    }

    /// <summary>An event of the running attempt.</summary>
    public void OnEvent(ExecutionAttempt attempt, in EventFrameView view)
    {
        bool first;
        bool read;
        bool many;
        lock (_gate)
        {
            if (!ReferenceEquals(attempt, _attempt) || _end is not null || attempt.HasTerminal || view.Seq <= _log.LastSeq)
            {
                return;
            }

            if (view.Seq != _log.LastSeq + 1)
            {
                attempt.Reject(view.Seq, _log.LastSeq + 1);
                return;
            }

            if (attempt.TakeTerminal(view))
            {
                return;
            }

            var before = _progress.HasOutput;
            _log.Append(_progress.Observe(view, _environment));
            first = !before && _progress.HasOutput;
            read = _readers.Count > 0;
            many = _log.PendingBytes > ExecutionEnvironment.AckBytes;
        }

        if (read || many)
        {
            // A reader waits for the first output as for an answer; what follows may come in small groups.
            Schedule(urgent: first && read);
        }
        else
        {
            // Nobody waits before the end, and the worker keeps what is not acknowledged.
            Volatile.Write(ref _quiet, true);
        }
    }

    /// <summary>
    /// The running attempt is over: a success ends the execution here and now, a failure goes to whoever decides about a retry. The worker keeps a failure
    /// until it is durable, so that a controller that comes after this one hears the same reason.
    /// </summary>
    public void OnAttemptOver(ExecutionAttempt attempt, CallTimings? timings, ExecutionError? error)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(attempt, _attempt) || _end is not null)
            {
                return;
            }

            _progress.EndAttempt(timings, error);
            _attemptsVersion++;
            if (error is null)
            {
                _progress.Finish(attempt.Terminal!);
                _log.Append(attempt.Terminal!);
                SetEnd(ExecutionStatus.Succeeded);
            }
            else
            {
                (_attempt, _failed, _failedSeq) = (null, attempt, _log.LastSeq + 1);
            }
        }

        Schedule(urgent: error is null);
        attempt.Complete(error is null ? AttemptOutcome.Over.Instance : new AttemptOutcome.Failed(error));
    }

    /// <summary>Waits until a failed attempt is durable and its worker has let go of it: the next one may go to the same worker.</summary>
    public Task FailureKeptAsync()
    {
        TaskCompletionSource kept;
        lock (_gate)
        {
            if (_failed is null)
            {
                return Task.CompletedTask;
            }

            kept = _failureKept ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Schedule(urgent: true);
        return kept.Task.WaitAsync(Stopping);
    }
}
