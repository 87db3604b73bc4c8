using Polydev.Controller.Workers;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Executions;

/// <summary>One try of an execution on one worker: hands the link's lines to the execution and keeps the attempt's last word until the worker is done.</summary>
internal sealed class ExecutionAttempt(Execution execution, WorkerSlot slot, int number) : IAttempt, IDisposable
{
    // Continuations run on the link's reading loop: deciding about a retry is quick, and a hop to another thread is not.
    private readonly TaskCompletionSource<AttemptOutcome> _outcome = new();
    private ExecutionError? _rejected;
    private bool _failed;
    private int _disposed;

    /// <inheritdoc/>
    public string ExecutionId => execution.Id;

    /// <inheritdoc/>
    public bool HasOutput => execution.HasOutput;

    /// <summary>Number of the attempt, from 1.</summary>
    public int Number => number;

    /// <summary>Id of the worker.</summary>
    public string WorkerId => slot.WorkerId;

    /// <summary>The attempt's own terminal event, JSON; null until it came.</summary>
    public byte[]? Terminal { get; private set; }

    /// <summary>Whether the attempt has said its last word.</summary>
    public bool HasTerminal => Terminal is not null;

    /// <summary>What came of it.</summary>
    public Task<AttemptOutcome> Outcome => _outcome.Task;

    /// <summary>Under the execution's lock: keeps a terminal event back until the attempt is judged. False for every other event.</summary>
    public bool TakeTerminal(in EventFrameView view)
    {
        _failed = view.Type.SequenceEqual("failed"u8);
        if (!_failed && !view.Type.SequenceEqual("finished"u8))
        {
            return false;
        }

        Terminal = view.Json.ToArray();
        return true;
    }

    /// <summary>Under the execution's lock: the worker skipped a number, so something is lost and the attempt cannot be believed.</summary>
    public void Reject(long came, long expected) => _rejected ??= new ExecutionError
    {
        Code = ErrorCodes.WorkerFailed,
        Message = $"The worker sent event {came} where {expected} was due; the attempt was stopped.",
    };

    /// <inheritdoc/>
    public void OnEvent(in EventFrameView view)
    {
        execution.OnEvent(this, view);
        if (_rejected is { } error)
        {
            execution.OnAttemptOver(this, null, error);
        }
    }

    /// <inheritdoc/>
    public void OnDone(DoneFrame done) => execution.OnAttemptOver(this, done.Timings, Verdict(null));

    /// <inheritdoc/>
    public void OnWorkerGone(string reason) => execution.OnAttemptOver(this, null, Verdict(reason));

    /// <summary>Tells the worker that events are durable.</summary>
    /// <param name="seq">The last that is.</param>
    /// <param name="later">Whether it may travel with whatever the worker is told next.</param>
    public void Ack(long seq, bool later) => slot.Ack(execution.Id, seq, later);

    /// <summary>Hands the outcome to whoever waits for it.</summary>
    public void Complete(AttemptOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>The attempt failed and was judged: the worker may forget all of it.</summary>
    public void Release(long lastSeq)
    {
        if (_rejected is null)
        {
            Ack(lastSeq, later: false);
        }
        else
        {
            slot.Cancel(execution.Id);
        }

        Dispose();
    }

    /// <summary>Closes the provider connection and ends the attempt.</summary>
    public void Cancel()
    {
        slot.Cancel(execution.Id);
        Dispose();
        Complete(AttemptOutcome.Over.Instance);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            slot.Dispose();
        }
    }

    /// <summary>Reads the last word: null for a success.</summary>
    private ExecutionError? Verdict(string? workerGone)
    {
        if (Terminal is null)
        {
            return workerGone is null
                ? new ExecutionError { Code = ErrorCodes.WorkerFailed, Message = "The worker ended the attempt without a terminal event." }
                : new ExecutionError
                {
                    Code = ErrorCodes.WorkerLost,
                    Message = $"Worker {slot.WorkerId} ended before the execution did: {workerGone}.",
                    Retryable = !execution.HasOutput,
                };
        }

        return _failed ? ((FailedEvent)EventJson.Read(Terminal)!).Error : null;
    }
}
