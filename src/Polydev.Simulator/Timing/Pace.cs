namespace Polydev.Simulator.Timing;

/// <summary>The pace of one stream: every piece has its time from the first on, so that a late one does not delay the rest.</summary>
internal sealed class Pace(PaceWheel wheel, TimeProvider time, double perSecond)
{
    /// <summary>Waits longer than this are given up as soon as the client goes.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(1);

    private readonly PaceWaiter _waiter = new();
    private readonly long _start = time.GetTimestamp();
    private readonly bool _isSlow = 1 / perSecond > s_long.TotalSeconds;

    /// <summary>Waits for the time of a piece.</summary>
    /// <param name="piece">Number of the piece, from 0, which is due at once.</param>
    /// <param name="gone">Ends when the client goes.</param>
    /// <returns>Whether the client is still there.</returns>
    public async ValueTask<bool> WaitAsync(int piece, CancellationToken gone)
    {
        var due = TimeSpan.FromSeconds(piece / perSecond);
        if (_isSlow && due - time.GetElapsedTime(_start) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else
        {
            await wheel.WaitAsync(_waiter, _start, due);
        }

        return !gone.IsCancellationRequested;
    }
}
