using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Polydev.Egress.Upstream;
using static Polydev.Tests.Egress.GatewayFixture;

namespace Polydev.Tests.Egress;

/// <summary>Every byte and every refusal is counted, by tenant.</summary>
public sealed class EgressMetricsTests
{
    [Fact]
    public async Task Bytes_tunnels_and_outcomes_are_counted_by_tenant()
    {
        await using var gateway = new GatewayFixture();
        var seen = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = Listen(gateway, seen);
        var (client, far) = await gateway.TunnelAsync(gateway.Sign("acme"));
        await client.SendAsync(new byte[10], Token);
        await ReadAsync(far, 10);
        await far.SendAsync(new byte[300], Token);
        await ReadAsync(client, 300);
        var (denied, _) = await gateway.ConnectAsync("other.example:443", gateway.Sign("acme"));

        // The count follows the write; the reader may be quicker.
        while (seen.GetValueOrDefault("polydev.egress.bytes tenant=acme direction=received") < 300)
        {
            listener.RecordObservableInstruments();
            await Task.Delay(1, Token);
        }

        Assert.Equal(10, seen["polydev.egress.bytes tenant=acme direction=sent"]);
        Assert.Equal(300, seen["polydev.egress.bytes tenant=acme direction=received"]);
        Assert.Equal(1, seen["polydev.egress.tunnels tenant=acme"]);
        Assert.Equal(1, seen["polydev.egress.requests tenant=acme outcome=opened"]);
        Assert.Equal(1, seen["polydev.egress.requests tenant=acme outcome=denied"]);
        foreach (var socket in new[] { client, far, denied })
        {
            socket.Dispose();
        }
    }

    [Fact]
    public async Task An_upstream_that_takes_too_long_is_504()
    {
        await using var gateway = new GatewayFixture(connector: new SlowConnector());

        var (client, answer) = await gateway.ConnectAsync();

        Assert.StartsWith("HTTP/1.1 504 ", answer, StringComparison.Ordinal);
        client.Dispose();
    }

    private static MeterListener Listen(GatewayFixture gateway, ConcurrentDictionary<string, long> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, gateway.Meters))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        return listener;

        void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var name = instrument.Name + string.Concat(tags.ToArray().Select(t => $" {t.Key}={t.Value}"));
            seen.AddOrUpdate(name, value, (_, old) => instrument.IsObservable ? value : old + value);
        }
    }

    /// <summary>An upstream that never answers.</summary>
    private sealed class SlowConnector : IUpstreamConnector
    {
        public Task<UpstreamResult> ConnectAsync(UpstreamRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(UpstreamResult.Failed(UpstreamError.TimedOut, "it did not answer in time"));
    }
}
