namespace Polydev.Simulator.Timing;

/// <summary>Knows how fast each reply is sent.</summary>
internal sealed class PaceMaker(double? tokensPerSecond, TimeProvider time, Gates gates)
{
    /// <summary>The pace of a reply; null sends all at once.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="pieces">How many pieces it has.</param>
    public Pace? For(SimulatedReply reply, int pieces)
    {
        var hold = reply.Hold is { } asked ? asked with { After = Math.Min(asked.After, Math.Max(0, pieces - 1)) } : null;
        var rate = reply.TokensPerSecond ?? tokensPerSecond;
        return rate is null && hold is null ? null : new Pace(time, rate, hold, gates);
    }

    /// <summary>Waits as long as a whole answer takes that is not streamed.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="pieces">How many pieces it has.</param>
    /// <param name="gone">Ends when the client goes.</param>
    public async Task WholeAsync(SimulatedReply reply, int pieces, CancellationToken gone)
    {
        if (reply.Hold is { } hold)
        {
            await gates.WaitAsync(hold.Word, gone);
        }

        if ((reply.TokensPerSecond ?? tokensPerSecond) is { } rate)
        {
            await Task.Delay(TimeSpan.FromSeconds(pieces / rate), time, gone);
        }
    }
}
