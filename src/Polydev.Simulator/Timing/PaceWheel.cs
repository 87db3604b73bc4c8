namespace Polydev.Simulator.Timing;

/// <summary>One timer for the pace of all streams: a ring of slots, five milliseconds each, that turns only while somebody waits.</summary>
/// <remarks>A thousand streams at twenty pieces a second are twenty thousand waits a second; a timer for each costs more than the sending.</remarks>
internal sealed class PaceWheel : IDisposable
{
    private const int Slots = 512;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _start;
    private readonly Lock _gate = new();
    private readonly List<PaceWaiter>[] _slots = [.. Enumerable.Range(0, Slots).Select(_ => new List<PaceWaiter>())];
    private readonly List<PaceWaiter> _due = [];
    private long _turned;
    private int _waiting;

    /// <summary>Makes a wheel that stands still.</summary>
    public PaceWheel(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static wheel => ((PaceWheel)wheel!).Turn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until so long after a timestamp of the clock; over at once when that is past.</summary>
    public ValueTask WaitAsync(PaceWaiter waiter, long since, TimeSpan delay)
    {
        var left = delay - _time.GetElapsedTime(since);
        if (left <= TimeSpan.Zero)
        {
            return ValueTask.CompletedTask;
        }

        var wait = waiter.Start();
        lock (_gate)
        {
            var now = _time.GetElapsedTime(_start);
            if (_waiting++ == 0)
            {
                // The wheel stood still: what lies behind it is empty.
                _turned = (long)(now / s_tick);
                _timer.Change(s_tick, s_tick);
            }

            waiter.DueTick = Math.Max(_turned + 1, (long)Math.Ceiling((now + left) / s_tick));
            _slots[waiter.DueTick % Slots].Add(waiter);
        }

        return wait;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Turn()
    {
        // Two turns at once can only happen when one is late; the later one has nothing left to do.
        lock (_due)
        {
            lock (_gate)
            {
                var now = (long)(_time.GetElapsedTime(_start) / s_tick);
                for (; _turned < now && _waiting > 0; _turned++)
                {
                    Collect(_turned + 1);
                }

                if (_waiting == 0)
                {
                    _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }
            }

            foreach (var waiter in _due)
            {
                waiter.Fire();
            }

            _due.Clear();
        }
    }

    private void Collect(long tick)
    {
        var slot = _slots[tick % Slots];
        for (var i = slot.Count - 1; i >= 0; i--)
        {
            if (slot[i].DueTick <= tick)
            {
                _due.Add(slot[i]);
                slot[i] = slot[^1];
                slot.RemoveAt(slot.Count - 1);
                _waiting--;
            }
        }
    }
}
