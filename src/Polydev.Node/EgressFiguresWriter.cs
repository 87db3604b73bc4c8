using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;

namespace Polydev.Node;

/// <summary>Sums up what the gateway's meter says, in the gateway's process, and writes it where the node reads it.</summary>
/// <remarks>A file and not a socket: the last figures of a gateway that died can still be read, and nothing waits for anybody.</remarks>
internal sealed class EgressFiguresWriter : IDisposable
{
    private readonly ConcurrentDictionary<string, Sum> _sums = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Listens to a meter.</summary>
    public EgressFiguresWriter(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Writes all figures, in place of the earlier ones.</summary>
    public void Write(string path)
    {
        _listener.RecordObservableInstruments();
        var figures = _sums.Values.Select(sum => sum.Figure()).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(figures, EgressFiguresJson.Default.ListEgressFigure));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = instrument.Name;
        foreach (var (_, tag) in tags)
        {
            key = string.Create(CultureInfo.InvariantCulture, $"{key}\n{tag}");
        }

        if (!_sums.TryGetValue(key, out var sum))
        {
            var labels = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (name, tag) in tags)
            {
                labels[name] = Convert.ToString(tag, CultureInfo.InvariantCulture);
            }

            sum = _sums.GetOrAdd(key, new Sum(instrument.Name, labels, instrument.IsObservable));
        }

        sum.Add(value);
    }

    private sealed class Sum(string name, IReadOnlyDictionary<string, string?> tags, bool absolute)
    {
        private readonly Lock _gate = new();
        private double _value;
        private long _count;

        public void Add(double value)
        {
            lock (_gate)
            {
                _value = absolute ? value : _value + value;
                _count++;
            }
        }

        public EgressFigure Figure()
        {
            lock (_gate)
            {
                return new EgressFigure(name, tags, _value, _count);
            }
        }
    }
}
