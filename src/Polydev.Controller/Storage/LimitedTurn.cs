namespace Polydev.Controller.Storage;

/// <summary>A turn at the gate that ends by itself after a while: what is done in it, and cannot be broken off, holds nobody up for longer.</summary>
internal sealed class LimitedTurn : IDisposable
{
    private const int Ticking = 0;
    private const int Kept = 1;
    private const int Over = 2;

    private readonly WriteGate _gate;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly ITimer _timer;
    private TimeSpan _lasted;
    private int _state;

    private LimitedTurn(WriteGate gate, TimeSpan limit, TimeProvider time)
    {
        (_gate, _time, _began) = (gate, time, time.GetTimestamp());
        _timer = time.CreateTimer(static turn => ((LimitedTurn)turn!).TryEnd(Ticking), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the turn; from then on it lasts at most <paramref name="limit"/>.</summary>
    public static async Task<LimitedTurn> EnterAsync(WriteGate gate, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        await gate.EnterAsync(cancellationToken);
        return new LimitedTurn(gate, limit, time);
    }

    /// <summary>Makes the turn last until it is ended. False when it is over.</summary>
    public bool TryKeep() => Interlocked.CompareExchange(ref _state, Kept, Ticking) == Ticking;

    /// <summary>Ends the turn if it has not ended. Returns how long it lasted.</summary>
    public TimeSpan End()
    {
        _ = TryEnd(Ticking) || TryEnd(Kept);
        return _lasted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _timer.Dispose();
    }

    private bool TryEnd(int from)
    {
        if (Interlocked.CompareExchange(ref _state, Over, from) != from)
        {
            return false;
        }

        _lasted = _time.GetElapsedTime(_began);
        _gate.Exit();
        return true;
    }
}
