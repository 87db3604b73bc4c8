namespace Polydev.Controller.Pools;

/// <summary>How long it takes from asking for a worker to its being warm, from the last starts.</summary>
internal sealed class ReplacementTime
{
    private const int Kept = 64;
    private const int Enough = 4;
    private static readonly TimeSpan Guess = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(20);

    private readonly double[] _seconds = new double[Kept];
    private readonly double[] _sorted = new double[Kept];
    private int _next;
    private int _count;

    /// <summary>The median; a guess until a few starts were seen.</summary>
    public TimeSpan Typical { get; private set; } = Guess;

    /// <summary>The 95th percentile, likewise.</summary>
    public TimeSpan High { get; private set; } = Guess;

    /// <summary>Takes note of a start.</summary>
    public void Observe(TimeSpan took)
    {
        _seconds[_next] = took.TotalSeconds;
        _next = (_next + 1) % Kept;
        _count = Math.Min(_count + 1, Kept);
        if (_count < Enough)
        {
            return;
        }

        _seconds.AsSpan(0, _count).CopyTo(_sorted);
        Array.Sort(_sorted, 0, _count);
        Typical = At(0.5);
        High = At(0.95);
    }

    private TimeSpan At(double quantile)
    {
        var span = TimeSpan.FromSeconds(_sorted[(int)Math.Ceiling(quantile * _count) - 1]);
        return span < Least ? Least : span;
    }
}
