using System.Diagnostics.Metrics;
using Polydev.Egress.Tunnels;

namespace Polydev.Egress;

/// <summary>What the gateway counts, under the meter <c>Polydev.Egress</c>; labelled by tenant and never by host, of which there is no end.</summary>
internal sealed class EgressMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Polydev.Egress";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _dial;

    public EgressMetrics(IMeterFactory factory, TunnelTable table)
    {
        var meter = factory.Create(MeterName);
        _requests = meter.CreateCounter<long>("polydev.egress.requests", "{request}", "Requests for a tunnel, by tenant and outcome");
        _dial = meter.CreateHistogram<double>("polydev.egress.dial.duration", "s", "Time to resolve and connect, by outcome");

        // Read when asked for, so that moving a chunk costs an addition and no more.
        meter.CreateObservableUpDownCounter("polydev.egress.tunnels", () => table.Tenants.Select(t => new Measurement<int>(t.Open, Tag("tenant", t.Tenant))),
            "{tunnel}", "Tunnels open now, by tenant");
        meter.CreateObservableCounter("polydev.egress.bytes", () => table.Tenants.SelectMany(Bytes), "By", "Bytes relayed, by tenant and direction");
    }

    public void Count(string? tenant, string outcome) => _requests.Add(1, Tag("tenant", tenant), Tag("outcome", outcome));

    public void Dialled(TimeSpan duration, string outcome) => _dial.Record(duration.TotalSeconds, Tag("outcome", outcome));

    private static IEnumerable<Measurement<long>> Bytes(TenantTraffic traffic) =>
    [
        new(traffic.Sent, Tag("tenant", traffic.Tenant), Tag("direction", "sent")),
        new(traffic.Received, Tag("tenant", traffic.Tenant), Tag("direction", "received")),
    ];

    private static KeyValuePair<string, object?> Tag(string name, string? value) => new(name, value);
}
