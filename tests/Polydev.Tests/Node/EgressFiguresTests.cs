using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Node;

namespace Polydev.Tests.Node;

/// <summary>What one process counts, another shows.</summary>
public sealed class EgressFiguresTests
{
    [Fact]
    public void Figures_written_by_one_process_are_shown_by_another()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("pd-figures-").FullName, "egress.figures.json");
        using var shown = new Shown();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        _ = new EgressFiguresReader(path, services.GetRequiredService<IMeterFactory>());
        Assert.Empty(shown.Read());

        const string counted = "Test.Gateway";
        using var meter = new Meter(counted);
        using var writer = new EgressFiguresWriter(counted);
        var requests = meter.CreateCounter<long>("polydev.egress.requests");
        var dials = meter.CreateHistogram<double>("polydev.egress.dial.duration");
        var open = 3;
        meter.CreateObservableUpDownCounter("polydev.egress.tunnels", () => new Measurement<int>(open, new KeyValuePair<string, object?>("tenant", "acme")));
        requests.Add(1, new("tenant", "acme"), new("outcome", "opened"));
        requests.Add(2, new("tenant", "acme"), new("outcome", "opened"));
        requests.Add(1, new("tenant", null), new("outcome", "denied"));
        dials.Record(0.25, new KeyValuePair<string, object?>("outcome", "opened"));
        dials.Record(0.5, new KeyValuePair<string, object?>("outcome", "opened"));
        writer.Write(path);
        Assert.Equal(
            [
                "polydev.egress.dial.time outcome=opened 0.75",
                "polydev.egress.dials outcome=opened 2",
                "polydev.egress.requests tenant=,outcome=denied 1",
                "polydev.egress.requests tenant=acme,outcome=opened 3",
                "polydev.egress.tunnels tenant=acme 3",
            ],
            shown.Read());

        open = 1;
        writer.Write(path);
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddMinutes(1));
        Assert.Contains("polydev.egress.tunnels tenant=acme 1", shown.Read());

        // A file that is no longer readable leaves what was known.
        File.WriteAllText(path, "{");
        Assert.Contains("polydev.egress.tunnels tenant=acme 1", shown.Read());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private sealed class Shown : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<string> _lines = [];

        public Shown()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == EgressFiguresReader.MeterName && instrument.IsObservable)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
            _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, value, tags));
            _listener.Start();
        }

        public IReadOnlyList<string> Read()
        {
            _lines.Clear();
            _listener.RecordObservableInstruments();
            return [.. _lines.Order(StringComparer.Ordinal)];
        }

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = new List<string>();
            foreach (var (name, tag) in tags)
            {
                labels.Add($"{name}={tag}");
            }

            _lines.Add(FormattableString.Invariant($"{instrument.Name} {string.Join(',', labels)} {value}"));
        }
    }
}
