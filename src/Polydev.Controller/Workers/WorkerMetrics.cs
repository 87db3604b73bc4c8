using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Polydev.Controller.Workers;

/// <summary>What can be counted about workers and claims. Meter <c>Polydev.Controller</c>.</summary>
internal sealed class WorkerMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Polydev.Controller";

    private readonly Meter _meter;
    private readonly Counter<long> _claims;
    private readonly Counter<long> _ends;
    private readonly Counter<long> _startFailures;
    private readonly Histogram<double> _claimWait;
    private readonly Histogram<double> _startToWarm;

    /// <summary>Makes the instruments.</summary>
    public WorkerMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _claims = _meter.CreateCounter<long>("polydev_claims", description: "Places on workers asked for: shared (on a worker of the tenant), hit (a warm worker was there), miss (a start had to be waited for), refused.");
        _ends = _meter.CreateCounter<long>("polydev_worker_ends", description: "Workers that ended, by what ended them.");
        _startFailures = _meter.CreateCounter<long>("polydev_worker_start_failures", description: "Starts that gave no warm worker, by stage.");
        _claimWait = _meter.CreateHistogram<double>("polydev_claim_wait_seconds", "s", "Time from asking for a place to having it.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30] });
        _startToWarm = _meter.CreateHistogram<double>("polydev_worker_start_to_warm_seconds", "s", "Time from asking the driver for a worker to its being warm.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.5, 5, 10, 30] });
    }

    /// <summary>Watches how many workers are in which state.</summary>
    public void Watch(Func<IEnumerable<(string Pool, WorkerState State, int Count)>> counts) =>
        _meter.CreateObservableGauge(
            "polydev_workers",
            () => counts().Select(c => new Measurement<long>(c.Count, new("pool", c.Pool), new("state", NameOf(c.State)))),
            description: "Workers by pool and state.");

    /// <summary>A place was asked for.</summary>
    public void Claimed(string pool, string result, TimeSpan wait)
    {
        var tags = new TagList { { "pool", pool }, { "result", result } };
        _claims.Add(1, tags);
        _claimWait.Record(wait.TotalSeconds, tags);
    }

    /// <summary>A worker became warm.</summary>
    public void Warm(string pool, TimeSpan took) => _startToWarm.Record(took.TotalSeconds, new KeyValuePair<string, object?>("pool", pool));

    /// <summary>A start gave no worker.</summary>
    public void StartFailed(string pool, string stage) => _startFailures.Add(1, new("pool", pool), new("stage", stage));

    /// <summary>A worker ended.</summary>
    public void Ended(string pool, WorkerEnd end) => _ends.Add(1, new("pool", pool), new("reason", NameOf(end)));

    /// <summary>The name of a state or an end as it is shown: snake_case.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
