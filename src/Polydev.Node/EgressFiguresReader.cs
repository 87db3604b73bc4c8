using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Polydev.Node;

/// <summary>Shows the figures of a gateway in another process as this process's own, under the same meter.</summary>
/// <remarks>
/// They are as old as the gateway's last note of them, some seconds. A gateway that is started anew counts from zero, as every restarted process does.
/// Of a duration there are sum and count.
/// </remarks>
internal sealed class EgressFiguresReader
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private DateTime _written;
    private List<EgressFigure> _figures = [];

    public EgressFiguresReader(string path, IMeterFactory factory)
    {
        _path = path;
        var meter = factory.Create(MeterName);
        meter.CreateObservableCounter("polydev.egress.requests", () => Read("polydev.egress.requests", f => (long)f.Value), "{request}", "Requests for a tunnel, by tenant and outcome");
        meter.CreateObservableCounter("polydev.egress.dials", () => Read("polydev.egress.dial.duration", f => f.Count), "{dial}", "Connections tried, by outcome");
        meter.CreateObservableCounter("polydev.egress.dial.time", () => Read("polydev.egress.dial.duration", f => f.Value), "s", "Time spent to resolve and connect, by outcome");
        meter.CreateObservableUpDownCounter("polydev.egress.tunnels", () => Read("polydev.egress.tunnels", f => (long)f.Value), "{tunnel}", "Tunnels open now, by tenant");
        meter.CreateObservableCounter("polydev.egress.bytes", () => Read("polydev.egress.bytes", f => (long)f.Value), "By", "Bytes relayed, by tenant and direction");
    }

    /// <summary>Name of the gateway's meter.</summary>
    public const string MeterName = "Polydev.Egress";

    private IEnumerable<Measurement<T>> Read<T>(string name, Func<EgressFigure, T> value)
        where T : struct =>
        [.. Figures().Where(f => f.Name == name).Select(f => new Measurement<T>(value(f), f.Tags.Select(t => new KeyValuePair<string, object?>(t.Key, t.Value))))];

    private List<EgressFigure> Figures()
    {
        lock (_gate)
        {
            try
            {
                var written = File.GetLastWriteTimeUtc(_path);
                if (written != _written && File.Exists(_path))
                {
                    _figures = JsonSerializer.Deserialize(File.ReadAllBytes(_path), EgressFiguresJson.Default.ListEgressFigure) ?? [];
                    _written = written;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                // The next scrape tries again; figures never stand in the way of anything.
            }

            return _figures;
        }
    }
}
