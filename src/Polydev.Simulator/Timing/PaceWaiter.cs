using System.Threading.Tasks.Sources;

namespace Polydev.Simulator.Timing;

/// <summary>One stream's place on the <see cref="PaceWheel"/>; reused for all its waits, so that waiting allocates nothing.</summary>
internal sealed class PaceWaiter : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>The tick at which it is due.</summary>
    public long DueTick { get; set; }

    /// <summary>Starts a wait; the one before must be over.</summary>
    public ValueTask Start()
    {
        _core.Reset();
        return new ValueTask(this, _core.Version);
    }

    /// <summary>Ends the wait.</summary>
    public void Fire() => _core.SetResult(true);

    /// <inheritdoc/>
    public void GetResult(short token) => _core.GetResult(token);

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
