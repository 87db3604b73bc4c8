using System.Diagnostics.Metrics;
using Polydev.Tests.Controller.Cluster.Join;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Node.Cluster;

/// <summary>What a node counts of itself and its controller.</summary>
public sealed class NodeMetricsTests
{
    private readonly Dictionary<string, double> _seen = new(StringComparer.Ordinal);

    [Fact]
    public async Task Connections_links_and_the_end_of_the_certificate_are_counted()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        using var listener = ListenTo(node.Meters.Create("Polydev.Node"));
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        using var worker = await node.DialAsync();
        await Eventually.Async(() => Read(listener, "polydev_relayed_links") == 1);
        Assert.Equal((1, 1), (Read(listener, "polydev_controller_connected"), Read(listener, "polydev_controller_connections")));
        Assert.True(Read(listener, "polydev_node_certificate_expires_timestamp_seconds") > rig.Time.GetUtcNow().ToUnixTimeSeconds());

        await rig.RestartAsync(() => Eventually.Async(() => Read(listener, "polydev_controller_connected") == 0));
        await Eventually.Async(() => Read(listener, "polydev_controller_connections") == 2);
        Assert.Equal(1, Read(listener, "polydev_controller_connected"));
    }

    private MeterListener ListenTo(Meter meter)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter == meter)
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Set(instrument, value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Set(instrument, value));
        listener.Start();
        return listener;
    }

    private void Set(Instrument instrument, double value)
    {
        lock (_seen)
        {
            _seen[instrument.Name] = value + (instrument.IsObservable ? 0 : _seen.GetValueOrDefault(instrument.Name));
        }
    }

    private double Read(MeterListener listener, string name)
    {
        listener.RecordObservableInstruments();
        lock (_seen)
        {
            return _seen.GetValueOrDefault(name);
        }
    }
}
