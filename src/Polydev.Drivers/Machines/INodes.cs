namespace Polydev.Drivers.Machines;

/// <summary>The hosts that can run workers: this machine alone, or all nodes of a cluster.</summary>
public interface INodes
{
    /// <summary>Every node as it is now.</summary>
    Task<IReadOnlyList<NodeDescription>> ListAsync(CancellationToken cancellationToken);
}
