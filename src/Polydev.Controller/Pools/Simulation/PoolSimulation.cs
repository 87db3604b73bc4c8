namespace Polydev.Controller.Pools.Simulation;

/// <summary>Replays recorded arrivals against the product's own sizing decisions, and against a pool of fixed size, in time that does not pass.</summary>
/// <remarks>
/// A claim takes a worker for good. Starts are paced as on one node and take from 40 ms to 1 s, log-normal around a typical time: 120 ms is a
/// process on a busy host, 500 ms a container. The first ten seconds fill the empty pool and are not counted.
/// </remarks>
public sealed class PoolSimulation
{
    private const double FillSeconds = 10;
    private static readonly DateTimeOffset Epoch = new(2026, 1, 4, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<(SimulatedEvent Kind, double Since), double> _events = new();
    private readonly Queue<double> _waiting = new();
    private readonly List<double> _missWaits = [];
    private readonly SurplusReaper _reaper = new();
    private readonly PoolSizer _sizer = new();
    private readonly PoolOptions _options = new();
    private readonly int? _fixed;
    private readonly double _typicalStart;

    // The seed is part of the experiment: the same starts take equally long under every policy.
#pragma warning disable CA5394
    private readonly Random _random = new(7);

    private double _now;
    private double _idleSeconds;
    private int _ready;
    private int _starting;
    private int _mostReady;
    private int _claims;
    private int _hits;

    private PoolSimulation(int? fixedSize, TimeSpan typicalStart) => (_fixed, _typicalStart) = (fixedSize, typicalStart.TotalSeconds);

    /// <summary>How long a start typically takes: as a process, as a container.</summary>
    public static IReadOnlyList<TimeSpan> TypicalStarts { get; } = [TimeSpan.FromMilliseconds(120), TimeSpan.FromMilliseconds(500)];

    /// <summary>Every recorded trace, with quick and slow starts, under the forecast and under a pool of 30.</summary>
    public static IReadOnlyList<PoolSimulationResult> RunAll() =>
        [.. from start in TypicalStarts
            from name in ArrivalTrace.Names
            from size in (int?[])[null, 30]
            select Run(ArrivalTrace.Recorded(name), size, start)];

    /// <summary>One trace under one policy.</summary>
    /// <param name="trace">The arrivals.</param>
    /// <param name="fixedSize">Size of a fixed pool; null for the forecast.</param>
    /// <param name="typicalStart">Median time from a start to a warm worker.</param>
    public static PoolSimulationResult Run(ArrivalTrace trace, int? fixedSize, TimeSpan typicalStart) => new PoolSimulation(fixedSize, typicalStart).Play(trace);

    private PoolSimulationResult Play(ArrivalTrace trace)
    {
        using var arrivals = trace.Arrivals().GetEnumerator();
        var end = FillSeconds + trace.Length.TotalSeconds;
        for (var second = 0; second < end; second++)
        {
            _events.Enqueue((SimulatedEvent.Pulse, 0), second);
        }

        Enqueue(arrivals);
        while (_events.TryDequeue(out var happens, out var at) && at <= end)
        {
            _idleSeconds += at >= FillSeconds ? _ready * (at - Math.Max(_now, FillSeconds)) : 0;
            _now = at;
            Happen(happens.Kind, happens.Since);
            if (happens.Kind == SimulatedEvent.Claim)
            {
                Enqueue(arrivals);
            }
        }

        _missWaits.Sort();
        var wait = _missWaits.Count == 0 ? 0 : _missWaits[(int)Math.Ceiling(0.99 * _missWaits.Count) - 1];
        return new PoolSimulationResult(
            trace.Name, TimeSpan.FromSeconds(_typicalStart), _fixed is null ? "forecast" : $"fixed {_fixed}", _claims, (double)_hits / Math.Max(1, _claims),
            _idleSeconds / 3600, _idleSeconds / trace.Length.TotalSeconds, _mostReady, TimeSpan.FromSeconds(wait));
    }

    private void Enqueue(IEnumerator<double> arrivals)
    {
        if (arrivals.MoveNext())
        {
            _events.Enqueue((SimulatedEvent.Claim, 0), FillSeconds + arrivals.Current);
        }
    }

    private void Happen(SimulatedEvent kind, double since)
    {
        var taken = 0;
        switch (kind)
        {
            case SimulatedEvent.Claim:
                _claims++;
                taken = TryTake() ? 1 : 0;
                _hits += taken;
                break;
            case SimulatedEvent.Warm:
                _starting--;
                _ready++;
                _sizer.ObserveStart(TimeSpan.FromSeconds(_now - since));
                taken = TryServe();
                break;
            default:
                break;
        }

        _mostReady = Math.Max(_mostReady, _ready);
        Tend(taken);
    }

    private bool TryTake()
    {
        if (_ready == 0)
        {
            _waiting.Enqueue(_now);
            return false;
        }

        _ready--;
        return true;
    }

    private int TryServe()
    {
        if (!_waiting.TryDequeue(out var since))
        {
            return 0;
        }

        _ready--;
        _missWaits.Add(_now - since);
        return 1;
    }

    private void Tend(int taken)
    {
        var now = Epoch.AddSeconds(_now);
        var target = _fixed ?? Forecast(now, taken);
        var view = new PoolView { Ready = _ready, Starting = _starting, Waiting = _waiting.Count, WorkersWanted = _waiting.Count };
        var plan = PoolPlan.Decide(view, _options, target, int.MaxValue, "", _options.MostParallelStarts);
        for (var i = 0; i < plan.Starts; i++)
        {
            _starting++;
            _events.Enqueue((SimulatedEvent.Warm, _now), _now + StartSeconds());
        }

        _ready -= Math.Min(_ready, _reaper.Take(now, plan.Surplus));
    }

    private int Forecast(DateTimeOffset now, int taken)
    {
        _sizer.ObserveClaims(now, taken);
        return _sizer.Target(now, _options.Floor, _options.Ceiling, _options.MostParallelStarts);
    }

    private double StartSeconds()
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return Math.Clamp(_typicalStart * Math.Exp(0.7 * normal), 0.040, 1);
    }
#pragma warning restore CA5394
}
