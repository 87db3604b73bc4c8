namespace Polydev.Simulator.Timing;

/// <summary>Knows how fast each reply is sent.</summary>
internal sealed class PaceMaker(double? tokensPerSecond, TimeProvider time)
{
    /// <summary>The pace of a reply; null sends all at once.</summary>
    public Pace? For(SimulatedReply reply) => (reply.TokensPerSecond ?? tokensPerSecond) is { } rate ? new Pace(time, rate) : null;

    /// <summary>Waits as long as a whole answer takes that is not streamed.</summary>
    public Task WholeAsync(SimulatedReply reply, int pieces, CancellationToken gone) =>
        (reply.TokensPerSecond ?? tokensPerSecond) is { } rate ? Task.Delay(TimeSpan.FromSeconds(pieces / rate), time, gone) : Task.CompletedTask;
}
