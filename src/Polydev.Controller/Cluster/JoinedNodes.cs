using Polydev.Drivers;
using Polydev.Drivers.Machines;
using Polydev.Drivers.Remote;

namespace Polydev.Controller.Cluster;

/// <summary>The nodes that have joined this controller.</summary>
internal sealed class JoinedNodes(RemoteDriver driver) : IHosts
{
    /// <inheritdoc/>
    public IReadOnlyList<Host> Usable =>
        [.. driver.Nodes.Where(n => n.State == NodeStates.Ready).Select(n => new Host(n.Id, new Machine(n.MemoryBytes, n.Cpus), n.ReserveMemoryBytes))];

    /// <inheritdoc/>
    public string WhyNone => driver.WhyNone;

    /// <inheritdoc/>
    public bool MayReturn => driver.Nodes.Any(n => n.State == NodeStates.Resting || (n.State == NodeStates.Away && n.DrainDeadline is null && n.AwayFor < StartHistory.Grace));

    /// <inheritdoc/>
    public DateTimeOffset? DrainsUntil(string node) => driver.DrainsUntil(node);

    /// <inheritdoc/>
    public TimeSpan AwayFor(string node) => driver.AwayFor(node);

    /// <inheritdoc/>
    public bool StartWent(Allocation placed, string? failure)
    {
        driver.StartWent(placed, failure);
        return driver.Nodes.Any(n => n.State == NodeStates.Ready && n.Id != placed.Node);
    }
}
