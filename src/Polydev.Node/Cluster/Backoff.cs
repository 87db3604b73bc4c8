namespace Polydev.Node.Cluster;

/// <summary>How long to wait before the next dial: 0.2 s doubling to 5 s, jittered so that a controller that returns is not met by all nodes at once.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private TimeSpan _next = s_first;

    /// <summary>Begins again with the shortest.</summary>
    public void Reset() => _next = s_first;

    /// <summary>Waits between half and all of the present step.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var delay = _next * (0.5 + (Random.Shared.NextDouble() / 2));
        _next = _next * 2 < s_longest ? _next * 2 : s_longest;
        return Task.Delay(delay, time, cancellationToken);
    }
}
