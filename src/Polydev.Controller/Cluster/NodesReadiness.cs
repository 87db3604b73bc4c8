using Polydev.Controller.Telemetry;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Remote;

namespace Polydev.Controller.Cluster;

/// <summary>Ready while a node is connected.</summary>
internal sealed class NodesReadiness(RemoteDriver driver) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "nodes";

    /// <inheritdoc/>
    public string? Fault() => driver.Nodes.Any(n => n.State is not (NodeStates.Away or NodeStates.Revoked)) ? null : "no node is connected: " + driver.WhyNone;
}
