using System.IO.Pipelines;
using Polydev.Drivers.Remote;

namespace Polydev.Controller.Cluster;

/// <summary>Hands a node that was let in to the driver that starts workers there.</summary>
internal sealed class NodeControl(RemoteDriver driver) : INodeControl
{
    /// <inheritdoc/>
    public Task ServeAsync(string node, IDuplexPipe control, CancellationToken closed) => driver.ServeAsync(node, control, closed);

    /// <inheritdoc/>
    public void Revoked(string node) => driver.Revoke(node);
}
