namespace Polydev.Drivers.Machines;

/// <summary>How the starts of a pool, or on one host, went: failing ones are rested, longer each time, so that a broken host is not hammered.</summary>
public sealed class StartHistory(TimeProvider clock)
{
    private const int FreeFailures = 2;
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    /// <summary>How long starts that worked before may fail until those who wait are refused: an engine that restarts is back by then.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private int _inARow;
    private long _restsUntil;
    private long _failingSince;
    private bool _worked;

    /// <summary>Failures since the controller started.</summary>
    public int Failures { get; private set; }

    /// <summary>Why the last start failed; null since one succeeded.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>How long starts rest from now; zero when they do not.</summary>
    public TimeSpan RestsFor
    {
        get
        {
            lock (_gate)
            {
                var left = clock.GetElapsedTime(clock.GetTimestamp(), _restsUntil);
                return LastFailure is not null && left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Whether what fails now worked before, and has not failed for long.</summary>
    public bool MayRecover
    {
        get
        {
            lock (_gate)
            {
                return _worked && clock.GetElapsedTime(_failingSince) < Grace;
            }
        }
    }

    /// <summary>A worker became warm.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            _inARow = 0;
            _worked = true;
            LastFailure = null;
        }
    }

    /// <summary>A start gave no warm worker, for which something else is rested.</summary>
    public void Noted(string why)
    {
        lock (_gate)
        {
            Failures++;
            LastFailure = why;
        }
    }

    /// <summary>A start gave no warm worker. Two in a row may be chance; from the third on starts rest 1, 2, 4 … 60 s.</summary>
    public void Failed(string why)
    {
        lock (_gate)
        {
            Failures++;
            _failingSince = _inARow == 0 ? clock.GetTimestamp() : _failingSince;
            LastFailure = why;
            if (++_inARow <= FreeFailures)
            {
                return;
            }

            var rest = Math.Min(FirstRest.TotalSeconds * Math.Pow(2, Math.Min(16, _inARow - FreeFailures - 1)), LongestRest.TotalSeconds);
            _restsUntil = clock.GetTimestamp() + (long)(rest * clock.TimestampFrequency);
        }
    }
}
