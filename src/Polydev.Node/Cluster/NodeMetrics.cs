using System.Diagnostics.Metrics;

namespace Polydev.Node.Cluster;

/// <summary>What can be counted about a node and its controller, on the node. Meter <c>Polydev.Node</c>.</summary>
internal sealed class NodeMetrics
{
    private readonly Counter<long> _connections;
    private readonly Counter<long> _failures;
    private volatile bool _connected;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where meters come from.</param>
    /// <param name="links">Links of workers that are carried now.</param>
    /// <param name="identity">Who the node is, as of now.</param>
    public NodeMetrics(IMeterFactory meters, Func<int> links, Func<NodeIdentity?> identity)
    {
        var meter = meters.Create("Polydev.Node");
        _connections = meter.CreateCounter<long>("polydev_controller_connections", description: "Times that the controller let this node in; all but the first are reconnects.");
        _failures = meter.CreateCounter<long>("polydev_controller_connection_failures", description: "Dials of the controller that came to nothing.");
        meter.CreateObservableGauge("polydev_controller_connected", () => _connected ? 1 : 0, description: "1 while the controller is connected.");
        meter.CreateObservableGauge("polydev_relayed_links", links, description: "Links of workers that are carried to the controller now.");
        meter.CreateObservableGauge(
            "polydev_node_certificate_expires_timestamp_seconds",
            () => identity() is { } own ? [new Measurement<long>(own.ExpiresAt.ToUnixTimeSeconds())] : Array.Empty<Measurement<long>>(),
            description: "When the certificate of this node ends, in seconds since 1970.");
    }

    /// <summary>The controller let this node in.</summary>
    public void Connected()
    {
        _connections.Add(1);
        _connected = true;
    }

    /// <summary>The connection is over.</summary>
    public void Disconnected() => _connected = false;

    /// <summary>A dial came to nothing.</summary>
    public void Failed() => _failures.Add(1);
}
