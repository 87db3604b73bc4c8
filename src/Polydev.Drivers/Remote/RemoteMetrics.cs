using System.Diagnostics.Metrics;

namespace Polydev.Drivers.Remote;

/// <summary>What can be counted about each node. Meter <c>Polydev.Drivers</c>.</summary>
internal sealed class RemoteMetrics
{
    private readonly Counter<long> _starts;
    private readonly Counter<long> _failures;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Where meters come from.</param>
    /// <param name="nodes">The nodes, as of now.</param>
    public RemoteMetrics(IMeterFactory meters, Func<IEnumerable<RemoteNode>> nodes)
    {
        var meter = meters.Create("Polydev.Drivers");
        _starts = meter.CreateCounter<long>("polydev_node_starts", description: "Workers that a node was asked to start.");
        _failures = meter.CreateCounter<long>("polydev_node_start_failures", description: "Starts on a node that placed no worker.");
        meter.CreateObservableGauge("polydev_node_connected", () => Of(nodes(), n => n.Connected ? 1 : 0), description: "1 while the node is connected.");
        meter.CreateObservableGauge("polydev_node_workers", () => Of(nodes(), n => n.Book.Count), description: "Workers that take room on the node.");
    }

    /// <summary>A node was asked for a worker.</summary>
    public void Started(string node, bool placed)
    {
        _starts.Add(1, new KeyValuePair<string, object?>("node", node));
        if (!placed)
        {
            _failures.Add(1, new KeyValuePair<string, object?>("node", node));
        }
    }

    private static IEnumerable<Measurement<long>> Of(IEnumerable<RemoteNode> nodes, Func<RemoteNode, long> value) =>
        [.. nodes.Select(n => new Measurement<long>(value(n), new KeyValuePair<string, object?>("node", n.Name)))];
}
