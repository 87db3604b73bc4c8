using System.Diagnostics.CodeAnalysis;
using Polydev.Controller.Storage;
using Polydev.Protocol.Events;

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
    private EndedExecution? _end;
    private int _attemptsVersion;

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
