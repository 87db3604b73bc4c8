using Polydev.Protocol.Events;
using Polydev.Protocol.Link;
using Polydev.Providers;
using Polydev.Worker.Calls;

namespace Polydev.Worker.Linked;

/// <summary>The executions this worker holds: each from its run frame until its last event is acknowledged.</summary>
internal sealed class Executions(LinkedOptions options, Func<string, Wire?> wires, HttpMessageInvoker http, Outbox outbox, TimeProvider time)
    : IDisposable
{
    private static readonly TimeSpan s_quietAfter = TimeSpan.FromSeconds(5);

    private static readonly ExecutionError s_draining = new()
    {
        Code = ErrorCodes.WorkerLost,
        Message = "The worker is about to end and takes no more executions.",
        Retryable = true,
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Execution> _held = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _quiet;
    private bool _draining;

    /// <summary>Ends when the worker drains and holds nothing any more.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Called when the worker has held nothing for a few seconds: a moment when nobody waits.</summary>
    public required Action WhenQuiet { private get; init; }

    /// <summary>What all executions together hold of unacknowledged events.</summary>
    public EventBudget Budget { get; } = new(options.TotalBytes);

    /// <summary>The events of everything held.</summary>
    public IReadOnlyList<UnackedEvents> Held()
    {
        lock (_gate)
        {
            return [.. _held.Values.Select(e => e.Events)];
        }
    }

    /// <summary>Runs an attempt. False when the execution is running here already.</summary>
    /// <remarks>An attempt that is over gives way: by sending the next one the controller has judged it.</remarks>
    public bool TryRun(RunFrame run)
    {
        var events = new UnackedEvents(run.ExecutionId, run.FirstSeq, options.ExecutionBytes, Budget, outbox) { WhenFinished = Forget };
        Execution execution;
        Execution? old;
        ExecutionError? objection;
        lock (_gate)
        {
            if (_held.TryGetValue(run.ExecutionId, out old) && !old.IsOver)
            {
                return false;
            }

            var wire = wires(run.Wire);
            objection = _draining ? s_draining : wire is null ? CallFailure.Ours($"This worker does not know the wire '{run.Wire}'.") : null;
            execution = new Execution(events, objection is null ? new ProviderCall(run, wire!, http, events, time) : null);
            _held[run.ExecutionId] = execution;
        }

        old?.Events.Drop();
        _ = RunAsync(execution, objection);
        return true;
    }

    /// <summary>Closes the execution's provider connection and forgets its events.</summary>
    public void Cancel(string executionId)
    {
        if (Find(executionId) is { } execution)
        {
            execution.Events.Drop();
            execution.Call?.Stop(StopCause.Cancelled);
        }
    }

    /// <summary>Forgets the events up to a number.</summary>
    public void Acknowledge(string executionId, long seq) => Find(executionId)?.Events.Acknowledge(seq);

    /// <summary>Takes no more executions.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            _draining = true;
            SettleDrain();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _quiet?.Dispose();

    private async Task RunAsync(Execution execution, ExecutionError? objection)
    {
        var timings = execution.Call is { } call ? await call.RunAsync() : TurnDown(execution.Events, objection!);
        lock (_gate)
        {
            execution.IsOver = true;
        }

        execution.Events.Close(timings);
        outbox.Pump(now: false);
    }

    private CallTimings TurnDown(UnackedEvents events, ExecutionError objection)
    {
        var recorder = new CallRecorder(events, awaited: false, time);
        recorder.Fail(objection);
        return recorder.Timings();
    }

    private Execution? Find(string executionId)
    {
        lock (_gate)
        {
            return _held.GetValueOrDefault(executionId);
        }
    }

    private void Forget(UnackedEvents events)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(events.ExecutionId, out var execution) && execution.Events == events)
            {
                _held.Remove(events.ExecutionId);
            }

            if (_held.Count == 0)
            {
                _quiet ??= time.CreateTimer(static executions => ((Executions)executions!).NoteQuiet(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _quiet.Change(s_quietAfter, Timeout.InfiniteTimeSpan);
            }

            SettleDrain();
        }
    }

    private void NoteQuiet()
    {
        lock (_gate)
        {
            if (_held.Count > 0)
            {
                return;
            }
        }

        WhenQuiet();
    }

    private void SettleDrain()
    {
        if (_draining && _held.Count == 0)
        {
            _drained.TrySetResult();
        }
    }
}
