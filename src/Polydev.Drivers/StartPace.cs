namespace Polydev.Drivers;

/// <summary>Lets so many starts be under way at the same time, first come first served.</summary>
internal sealed class StartPace
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private int _limit = 1;
    private int _underWay;

    /// <summary>Whether a turn can be had without waiting.</summary>
    public bool IsFree
    {
        get
        {
            lock (_gate)
            {
                return _underWay < _limit && _waiting.Count == 0;
            }
        }
    }

    /// <summary>Sets how many may be under way; at least 1, so that a cluster that grows is noticed.</summary>
    public void SetLimit(int limit)
    {
        lock (_gate)
        {
            _limit = Math.Max(1, limit);
            LetIn();
        }
    }

    /// <summary>Waits for a turn; give it back with <see cref="Release"/>.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.AddLast(turn);
            LetIn();
        }

        await using var given = cancellationToken.Register(() => GiveUp(turn, cancellationToken));
        await turn.Task;
    }

    /// <summary>Gives a turn back.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _underWay--;
            LetIn();
        }
    }

    private void GiveUp(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting.Remove(turn))
            {
                turn.SetCanceled(cancellationToken);
            }
        }
    }

    private void LetIn()
    {
        while (_underWay < _limit && _waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            _underWay++;
            next.Value.SetResult();
        }
    }
}
