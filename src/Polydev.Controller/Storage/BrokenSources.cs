using System.Collections.Concurrent;

namespace Polydev.Controller.Storage;

/// <summary>Sources whose changes SQLite refuses. They wait here, away from the others, for another try.</summary>
internal sealed class BrokenSources(TimeProvider time)
{
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(1);

    private readonly HashSet<IJournaled> _sources = new(ReferenceEqualityComparer.Instance);
    private long _setAside;

    /// <summary>How many wait here.</summary>
    public int Count => _sources.Count;

    /// <summary>Time until the next try; null when none waits.</summary>
    public TimeSpan? UntilDue => _sources.Count == 0 ? null : TimeSpan.FromTicks(Math.Max(0, (s_rest - time.GetElapsedTime(_setAside)).Ticks));

    /// <summary>Whether the source waits here.</summary>
    public bool Holds(IJournaled source) => _sources.Count > 0 && _sources.Contains(source);

    /// <summary>Takes a source out of the way.</summary>
    public void SetAside(IJournaled source)
    {
        _sources.Add(source);
        _setAside = time.GetTimestamp();
    }

    /// <summary>Gives those whose rest is over back to the queue.</summary>
    public void TakeDue(ConcurrentQueue<IJournaled> queue)
    {
        if (UntilDue != TimeSpan.Zero)
        {
            return;
        }

        foreach (var source in _sources)
        {
            queue.Enqueue(source);
        }

        _sources.Clear();
    }
}
