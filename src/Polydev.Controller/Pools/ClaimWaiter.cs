namespace Polydev.Controller.Pools;

/// <summary>A claim that waits for a worker. Exactly one of being served, refused and cancelled happens to it.</summary>
internal sealed class ClaimWaiter(ClaimRequest request, long since)
{
    private readonly TaskCompletionSource<ClaimResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _onCancel;

    /// <summary>What is wanted.</summary>
    public ClaimRequest Request { get; } = request;

    /// <summary>Timestamp since which it waits.</summary>
    public long Since { get; } = since;

    /// <summary>Completes with the end of the wait.</summary>
    public Task<ClaimResult> Result => _result.Task;

    /// <summary>Ends the wait when the caller gives up. The callback takes the waiter out of the queue, and only then may it cancel it.</summary>
    public void CancelWith(Action<ClaimWaiter, CancellationToken> onCancel, CancellationToken cancellationToken) =>
        _onCancel = cancellationToken.UnsafeRegister((state, token) => onCancel((ClaimWaiter)state!, token), this);

    /// <summary>Ends the wait. Called without the pool's lock, after the waiter was taken out of the queue under it.</summary>
    public void Complete(ClaimResult result)
    {
        _onCancel.Unregister();
        _result.TrySetResult(result);
    }

    /// <summary>Ends the wait because the caller gave up.</summary>
    public void Cancel(CancellationToken cancellationToken) => _result.TrySetCanceled(cancellationToken);
}
