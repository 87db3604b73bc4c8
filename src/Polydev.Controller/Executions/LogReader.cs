using System.Threading.Tasks.Sources;

namespace Polydev.Controller.Executions;

/// <summary>One reader's place in an execution's log, and the bell that wakes it when there is more. Allocates once for the reader's whole life.</summary>
internal sealed class LogReader : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _bell;
    private bool _waiting;

    /// <summary>Sequence number of the last event read.</summary>
    public long Seq { get; set; }

    /// <summary>Position behind the last event read; -1 until it is known.</summary>
    public long Offset { get; set; } = -1;

    /// <summary>Whether it was woken without there being more.</summary>
    public bool Nudged { get; set; }

    /// <summary>Under the execution's lock: what to await until <see cref="Ring"/>.</summary>
    public ValueTask Arm()
    {
        _bell.Reset();
        _waiting = true;
        return new ValueTask(this, _bell.Version);
    }

    /// <summary>Under the execution's lock: whether it waits. If so the caller must <see cref="Ring"/>, and nobody else will.</summary>
    public bool TakeWait()
    {
        var waits = _waiting;
        _waiting = false;
        return waits;
    }

    /// <summary>Wakes the reader, with no lock held: it goes on upon this thread.</summary>
    public void Ring() => _bell.SetResult(true);

    /// <inheritdoc/>
    void IValueTaskSource.GetResult(short token) => _bell.GetResult(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _bell.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _bell.OnCompleted(continuation, state, token, flags);
}
