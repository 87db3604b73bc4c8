using System.Diagnostics.Metrics;
using Polydev.Drivers.Remote.Frames;

namespace Polydev.Drivers.Remote;

/// <summary>What can be counted about the workers of this host, on the host itself. Meter <c>Polydev.Node</c>.</summary>
internal sealed class LocalMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _starts;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _ends;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where meters come from.</param>
    public LocalMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Polydev.Node");
        _starts = _meter.CreateCounter<long>("polydev_local_worker_starts", description: "Workers that this host was asked to start.");
        _failures = _meter.CreateCounter<long>("polydev_local_worker_start_failures", description: "Starts on this host that placed no worker, by stage.");
        _ends = _meter.CreateCounter<long>("polydev_local_worker_ends", description: "Workers of this host that ended, whatever ended them.");
    }

    /// <summary>Watches how many workers are in which state.</summary>
    public void Watch(Func<IReadOnlyDictionary<string, int>> workers) => _meter.CreateObservableGauge(
        "polydev_local_workers",
        () => workers().Select(w => new Measurement<long>(w.Value, new KeyValuePair<string, object?>("state", w.Key))),
        description: "Workers of this host by state.");

    /// <summary>A start is over.</summary>
    public void Started(StartResult result)
    {
        _starts.Add(1);
        if (!result.Started)
        {
            _failures.Add(1, new KeyValuePair<string, object?>("stage", DriverErrorNames.Of(result.Error.Value)));
        }
    }

    /// <summary>A worker ended.</summary>
    public void Ended() => _ends.Add(1);
}
