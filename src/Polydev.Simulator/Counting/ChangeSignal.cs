namespace Polydev.Simulator.Counting;

/// <summary>Lets tests wait for a figure; costs one read where nobody waits.</summary>
internal sealed class ChangeSignal
{
    private readonly Lock _gate = new();
    private readonly List<(Func<bool> Condition, TaskCompletionSource Done)> _waiting = [];
    private volatile bool _anyone;

    /// <summary>Completes when the condition holds.</summary>
    public async Task WaitAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((condition, done));
            _anyone = true;
        }

        Raise();
        await using var registration = cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        await done.Task;
    }

    /// <summary>Something changed.</summary>
    public void Raise()
    {
        if (!_anyone)
        {
            return;
        }

        lock (_gate)
        {
            _waiting.RemoveAll(static waiter => waiter.Done.Task.IsCompleted || (waiter.Condition() && waiter.Done.TrySetResult()));
            _anyone = _waiting.Count > 0;
        }
    }
}
