using System.Diagnostics;
using System.Diagnostics.Metrics;
using Polydev.Benchmarks.Load;

namespace Polydev.Benchmarks.Storage;

/// <summary>Listens to one of the journal's own histograms of seconds.</summary>
internal sealed class MeteredTimes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private Samples _samples = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="histogram">Name of the instrument.</param>
    public MeteredTimes(string histogram)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == histogram)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            lock (_lock)
            {
                _samples.Add((long)(seconds * Stopwatch.Frequency));
            }
        });
        _listener.Start();
    }

    /// <summary>Those since the last call.</summary>
    public Samples Take()
    {
        lock (_lock)
        {
            return Interlocked.Exchange(ref _samples, new Samples());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
