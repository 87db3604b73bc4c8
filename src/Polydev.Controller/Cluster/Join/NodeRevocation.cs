using Microsoft.Extensions.Logging;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Takes a node's certificates away, and cuts what it has open.</summary>
internal sealed class NodeRevocation(NodeCertificateStore store, NodeConnections connections, INodeControl control, TimeProvider time, ILogger<NodeRevocation> log)
{
    /// <summary>Revokes a node.</summary>
    /// <returns>False when no node of the name has a good certificate.</returns>
    public async Task<bool> RevokeAsync(string node, CancellationToken cancellationToken)
    {
        if (await store.RevokeAsync(node, time.GetUtcNow(), cancellationToken) == 0)
        {
            return false;
        }

        control.Revoked(node);
        log.NodeRevoked(node, connections.Cut(node, "the node was revoked"));
        return true;
    }
}
