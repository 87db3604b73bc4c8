using System.Diagnostics.CodeAnalysis;
using Polydev.Controller.Storage;
using Polydev.Controller.Workers;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Executions;

/// <summary>
/// One provider request with an id and a life, while it lives. Events enter from the worker's link, become durable through the journal, and only
/// then reach readers. All state is guarded by one lock; nothing is called back under it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and nothing linked; attempts dispose themselves when they end.")]
internal sealed partial class Execution : AdmissionTicket, IJournaled
{
    private readonly Lock _gate = new();
    private readonly ExecutionEnvironment _environment;
    private readonly ExecutionProgress _progress;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _accepted = new();
    private readonly TaskCompletionSource _endDurable = new();
    private readonly ExecutionLog _log;
    private ExecutionAttempt? _attempt;
    private ExecutionAttempt? _failed;
    private long _failedSeq;
    private TaskCompletionSource? _failureKept;
    private EndedExecution? _end;
    private int _attemptsVersion;
    private bool _isTakenUp;

    public Execution(ExecutionSeed seed, ExecutionEnvironment environment)
        : this(seed, environment, new ExecutionProgress(seed, environment.Time), lastSeq: 0)
    {
    }

    /// <summary>An execution that an earlier controller accepted: its log goes on behind <paramref name="lastSeq"/>.</summary>
    public Execution(ExecutionSeed seed, ExecutionEnvironment environment, ExecutionProgress progress, long lastSeq)
        : base(seed.Tenant)
    {
        Seed = seed;
        _environment = environment;
        _progress = progress;
        _log = new ExecutionLog(environment.Options.LiveWindowBytes, lastSeq + 1);
        _ackedSeq = lastSeq;
        _inserted = lastSeq > 0;
        if (_inserted)
        {
            _accepted.SetResult();
        }
    }

    /// <summary>What it is.</summary>
    public ExecutionSeed Seed { get; }

    /// <summary>Id.</summary>
    public string Id => Seed.Id;

    /// <summary>Fires when the execution ends, from inside or outside, so that waiting for a worker or for a retry stops.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Whether it is over.</summary>
    public bool IsOver => Volatile.Read(ref _end) is not null;

    /// <summary>Starts the log: the first event.</summary>
    /// <param name="queuePosition">Place in the queue; 0 for a turn at once.</param>
    /// <param name="eager">Whether somebody waits for the acceptance to be durable. Else it may wait a moment for the output that follows: one commit instead of three.</param>
    public void Accept(int queuePosition, bool eager)
    {
        lock (_gate)
        {
            _eager = eager || queuePosition > 0;
            Append(new QueuedEvent { Position = queuePosition });
        }

        ScheduleQuiet();
    }

    /// <summary>Its turn has come after waiting.</summary>
    internal override void OnTurn() => _environment.Run(this);

    /// <summary>Notes that the turn was taken.</summary>
    public void NoteTurn()
    {
        lock (_gate)
        {
            _progress.NoteTurn();
        }
    }

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

    /// <summary>Ends the execution without a complete answer. False when it was over already.</summary>
    public bool Fail(ExecutionStatus status, ExecutionError error)
    {
        ExecutionAttempt? attempt;
        lock (_gate)
        {
            if (_end is not null)
            {
                return false;
            }

            attempt = _attempt;
            if (attempt is not null)
            {
                _progress.EndAttempt(null, error);
                _attempt = null;
            }

            _progress.Fail(error);
            Append(new FailedEvent { Error = error });
            SetEnd(status);
        }

        _stop.Cancel();
        attempt?.Cancel();
        Schedule(urgent: true);
        return true;
    }

    /// <summary>Whether an output event was emitted: from then on nothing may be repeated.</summary>
    public bool HasOutput
    {
        get
        {
            lock (_gate)
            {
                return _progress.HasOutput;
            }
        }
    }

    /// <summary>Milliseconds since acceptance.</summary>
    public double ElapsedMs => _progress.ElapsedMs;

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

    /// <summary>Ends the execution when its time is over. A worker watches its own deadline: it gets a moment more to say so itself.</summary>
    public void Expire(DateTimeOffset now, TimeSpan workerGrace)
    {
        lock (_gate)
        {
            if (_end is not null || now < Seed.Deadline + (_attempt is null ? TimeSpan.Zero : workerGrace))
            {
                return;
            }
        }

        Fail(ExecutionStatus.TimedOut, new ExecutionError
        {
            Code = ErrorCodes.TimedOut,
            Message = $"The execution was not over after {Seed.Plan.Timeout.TotalSeconds:0.###} s. Give a larger timeout_seconds, or ask for less.",
        });
    }

    /// <summary>The execution as the API shows it, without output; and the events in memory when they are all there.</summary>
    public ExecutionResponse Describe(out byte[]? allEvents)
    {
        lock (_gate)
        {
            allEvents = _log.BaseSeq == 1 ? _log.Read(_log.BaseOffset).ToArray() : null;
            return _progress.Describe(_log.DurableSeq);
        }
    }

    /// <summary>What was written at the end; null while it runs.</summary>
    public EndedExecution? Ended => Volatile.Read(ref _end);

    /// <summary>Where the time went and why it failed, for the meters.</summary>
    public (ExecutionTimings Timings, ExecutionError? Error) Account()
    {
        lock (_gate)
        {
            return _progress.Account();
        }
    }

    private void Append(ExecutionEvent item) =>
        _log.Append(EventJson.Write(item));

    [MemberNotNull(nameof(_end))]
    private void SetEnd(ExecutionStatus status) => Volatile.Write(ref _end, _progress.End(status, _log.LastSeq));
}
