namespace Polydev.Controller.Pools;

/// <summary>The arrivals of claims as a sizer needs them: the rate of now, how they clump, and how hard they drew on the stock.</summary>
internal sealed class ArrivalHistory(WeekProfile week)
{
    private const double SlotSeconds = 0.25;
    private const int DispersionSlots = 480;
    private const double FastSeconds = 10;
    private const double SlowSeconds = 120;
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(2);

    private readonly int[] _recent = new int[DispersionSlots];
    private long _slot = -1;
    private int _inSlot;
    private double _fast;
    private double _slow;
    private long _arrived;
    private double _replaced;
    private double _supplyPerSlot = double.PositiveInfinity;
    private int _leadSlots = 4;
    private double _peak;
    private DateTimeOffset _peakAt;
    private DateTimeOffset _hour;
    private long _inHour;
    private double _hourDraw;
    private bool _hourWhole;

    /// <summary>Claims per second: the faster rising of a short and a long average, so that it jumps up with a burst and comes down with patience.</summary>
    public double Rate => Math.Max(_fast, _slow);

    /// <summary>Variance over mean of the claims in the last two minutes, in windows as long as a replacement takes.</summary>
    public double Dispersion { get; private set; } = 1;

    /// <summary>Sets how fast replacements come and how long one takes.</summary>
    public void SetSupply(double perSecond, TimeSpan lead)
    {
        _supplyPerSlot = perSecond * SlotSeconds;
        _leadSlots = Math.Clamp((int)Math.Ceiling(lead.TotalSeconds / SlotSeconds), 1, DispersionSlots / 4);
    }

    /// <summary>Takes note of claims.</summary>
    public void Observe(DateTimeOffset now, long claims)
    {
        var slot = (long)(now.ToUnixTimeMilliseconds() / (SlotSeconds * 1000));
        if (_slot < 0)
        {
            (_slot, _hour) = (slot, HourStart(now));
        }

        // After a long silence (a suspended machine) every average is at its end anyway; no need to walk through it.
        for (var steps = 0; _slot < slot; steps++)
        {
            if (steps > 4 * DispersionSlots)
            {
                (_slot, _inSlot, _replaced) = (slot, 0, _arrived);
                (_fast, _slow, Dispersion) = (0, 0, 1);
                Array.Clear(_recent);
                break;
            }

            CloseSlot();
        }

        _inSlot += (int)claims;
        _arrived += claims;
        _inHour += claims;
        TurnHour(now);
        Draw(now);
    }

    /// <summary>The largest draw on the stock that was seen, faded by its age.</summary>
    public double PeakDraw(DateTimeOffset now) => _peak * Math.Pow(0.5, (now - _peakAt) / HalfLife);

    private static DateTimeOffset HourStart(DateTimeOffset time) => new(time.UtcDateTime.Date.AddHours(time.UtcDateTime.Hour), TimeSpan.Zero);

    private void CloseSlot()
    {
        var rate = _inSlot / SlotSeconds;
        _fast += (rate - _fast) * (1 - Math.Exp(-SlotSeconds / FastSeconds));
        _slow += (rate - _slow) * (1 - Math.Exp(-SlotSeconds / SlowSeconds));
        _recent[_slot % DispersionSlots] = _inSlot;
        _inSlot = 0;
        _slot++;
        _replaced = Math.Max(_replaced, Math.Min(_replaced + _supplyPerSlot, _arrived - InLead()));
        if (_slot % 4 == 0)
        {
            Dispersion = MeasureDispersion();
        }

        Draw(DateTimeOffset.FromUnixTimeMilliseconds((long)(_slot * SlotSeconds * 1000)));
    }

    /// <summary>
    /// What the stock had to give: the claims whose replacements had not come yet. A replacement comes one lead time after its claim, and no faster
    /// than starts are paced, so a burst above that pace draws on the stock for as long as it lasts.
    /// </summary>
    private void Draw(DateTimeOffset now)
    {
        var draw = _arrived - _replaced;
        _hourDraw = Math.Max(_hourDraw, draw);
        if (draw >= PeakDraw(now))
        {
            (_peak, _peakAt) = (draw, now);
        }
    }

    /// <summary>Claims too young for their replacements to be there.</summary>
    private long InLead()
    {
        var young = 0L;
        for (var back = 1; back <= _leadSlots; back++)
        {
            young += _recent[(_slot - back + DispersionSlots) % DispersionSlots];
        }

        return young;
    }

    private void TurnHour(DateTimeOffset now)
    {
        var hour = HourStart(now);
        if (hour == _hour)
        {
            return;
        }

        // The hour in which we began was seen in part only and says too little.
        if (_hourWhole)
        {
            week.Learn(_hour, _inHour / 3600d, _hourDraw);
        }

        (_hour, _inHour, _hourDraw, _hourWhole) = (hour, 0, 0, true);
    }

    private double MeasureDispersion()
    {
        var windows = DispersionSlots / _leadSlots;
        double sum = 0, squares = 0;
        for (var w = 0; w < windows; w++)
        {
            var count = 0;
            for (var i = 0; i < _leadSlots; i++)
            {
                count += _recent[(w * _leadSlots) + i];
            }

            sum += count;
            squares += (double)count * count;
        }

        var mean = sum / windows;
        return mean < 1e-9 ? 1 : Math.Clamp(((squares / windows) - (mean * mean)) / mean, 1, 50);
    }
}
