namespace Polydev.Simulator.Timing;

/// <summary>The pace of one stream: every piece has its time from the first on, so that a late one does not delay the rest.</summary>
/// <remarks>A timer of its own for every piece: one wheel for all streams was measured and saved nothing, for the sending costs it all.</remarks>
internal sealed class Pace(TimeProvider time, double? perSecond, SimulatedHold? hold, Gates gates)
{
    private long _start = time.GetTimestamp();

    /// <summary>Waits for the time of a piece, and where the stream stands still until it goes on.</summary>
    /// <param name="piece">Number of the piece, from 0, which is due at once.</param>
    /// <param name="gone">Ends when the client goes.</param>
    /// <returns>Whether the client is still there.</returns>
    public async ValueTask<bool> WaitAsync(int piece, CancellationToken gone)
    {
        if (perSecond is { } rate && TimeSpan.FromSeconds(piece / rate) - time.GetElapsedTime(_start) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (hold is not null && hold.After == piece)
        {
            var from = time.GetTimestamp();
            await gates.WaitAsync(hold.Word, gone);

            // The rest comes at its own pace, not all that was missed at once.
            _start += time.GetTimestamp() - from;
        }

        return !gone.IsCancellationRequested;
    }
}
