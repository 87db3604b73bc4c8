using System.Diagnostics;

namespace Polydev.Benchmarks.Load;

/// <summary>Times of many operations, in ticks of <see cref="Stopwatch"/>.</summary>
internal sealed class Samples
{
    private readonly List<long> _ticks;

    public Samples(int capacity = 1024) => _ticks = new List<long>(capacity);

    /// <summary>How many there are.</summary>
    public int Count => _ticks.Count;

    /// <summary>Adds one.</summary>
    public void Add(long ticks) => _ticks.Add(ticks);

    /// <summary>Adds another set.</summary>
    public void Add(Samples other) => _ticks.AddRange(other._ticks);

    /// <summary>A quantile in milliseconds; 0.5 is the median.</summary>
    public double Ms(double quantile)
    {
        if (_ticks.Count == 0)
        {
            return double.NaN;
        }

        _ticks.Sort();
        return _ticks[Math.Min(_ticks.Count - 1, (int)(quantile * _ticks.Count))] * 1000.0 / Stopwatch.Frequency;
    }
}
