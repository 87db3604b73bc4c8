using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>A place on a live worker.</summary>
internal sealed class LiveSlot : WorkerSlot
{
    private readonly LiveWorker _worker;
    private IAttempt? _attempt;
    private bool _disposed;

    /// <summary>A place that the pool has counted.</summary>
    public LiveSlot(LiveWorker worker, bool warm)
    {
        _worker = worker;
        Warm = warm;
    }

    /// <inheritdoc/>
    public override string WorkerId => _worker.Id;

    /// <inheritdoc/>
    public override string Driver => _worker.Allocation?.Driver ?? "";

    /// <inheritdoc/>
    public override bool Warm { get; }

    /// <summary>A place for an execution that came back with its worker.</summary>
    public static LiveSlot Resumed(LiveWorker worker)
    {
        worker.Home.OnResumed(worker);
        return new LiveSlot(worker, warm: true);
    }

    /// <summary>Says whose the place is.</summary>
    public void Bind(IAttempt attempt) => _attempt = attempt;

    /// <inheritdoc/>
    public override void Run(RunFrame run, IAttempt attempt)
    {
        Bind(attempt);
        _worker.Run(run, attempt);
    }

    /// <inheritdoc/>
    public override void Cancel(string executionId)
    {
        Forget();
        _worker.Link?.Send(new CancelFrame { ExecutionId = executionId });
    }

    /// <inheritdoc/>
    public override void Ack(string executionId, long seq, bool later)
    {
        _worker.Attempts.Acknowledge(executionId, seq);

        // A worker that is about to end waits for it.
        _worker.Link?.SendAck(executionId, seq, later && _worker.State == WorkerState.Claimed && !_worker.Exclusive);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        Forget();
        _worker.Home.OnReleased(_worker);
    }

    private void Forget()
    {
        if (_attempt is { } attempt)
        {
            _worker.Attempts.Remove(attempt);
        }
    }
}
