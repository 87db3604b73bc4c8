namespace Polydev.Simulator.Timing;

/// <summary>The pace of one stream: every piece has its time from the first on, so that a late one does not delay the rest.</summary>
/// <remarks>A timer of its own for every piece: one wheel for all streams was measured and saved nothing, for the sending costs it all.</remarks>
internal sealed class Pace(TimeProvider time, double perSecond)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Waits for the time of a piece.</summary>
    /// <param name="piece">Number of the piece, from 0, which is due at once.</param>
    /// <param name="gone">Ends when the client goes.</param>
    /// <returns>Whether the client is still there.</returns>
    public async ValueTask<bool> WaitAsync(int piece, CancellationToken gone)
    {
        var left = TimeSpan.FromSeconds(piece / perSecond) - time.GetElapsedTime(_start);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !gone.IsCancellationRequested;
    }
}
