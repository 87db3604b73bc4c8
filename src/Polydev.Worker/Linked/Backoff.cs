namespace Polydev.Worker.Linked;

/// <summary>How long to wait before the next dial: 50 ms doubling to 2 s, jittered so that a controller that returns is not met by all workers at once.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private const double FirstMs = 50;
    private const double LongestMs = 2000;

    private double _next = FirstMs;

    /// <summary>Waits between half and all of the present step.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var delay = _next * (0.5 + (Random.Shared.NextDouble() / 2));
        _next = Math.Min(_next * 2, LongestMs);
        return Task.Delay(TimeSpan.FromMilliseconds(delay), time, cancellationToken);
    }
}
