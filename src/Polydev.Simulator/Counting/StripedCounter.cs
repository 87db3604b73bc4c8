namespace Polydev.Simulator.Counting;

/// <summary>A counter with one cell per processor, each on a cache line of its own, so that counting never contends.</summary>
internal sealed class StripedCounter
{
    private const int Stride = 16;

    private static readonly int s_stripes = Environment.ProcessorCount;

    private readonly long[] _cells = new long[(s_stripes + 1) * Stride];

    /// <summary>The count: exact when nothing counts at the moment.</summary>
    public long Value
    {
        get
        {
            var sum = 0L;
            for (var i = 1; i <= s_stripes; i++)
            {
                sum += Volatile.Read(ref _cells[i * Stride]);
            }

            return sum;
        }
    }

    /// <summary>Counts one.</summary>
    public void Add() => Interlocked.Increment(ref _cells[((Thread.GetCurrentProcessorId() % s_stripes) + 1) * Stride]);
}
