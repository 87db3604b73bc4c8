using System.IO.Pipelines;

namespace Polydev.Controller.Cluster;

/// <summary>What the controller does with a node that has been let in: has workers started and stopped there. Implemented by the driver of nodes.</summary>
internal interface INodeControl
{
    /// <summary>Serves a node's control connection, from behind the setup line to its end. There is one at a time of each node.</summary>
    /// <param name="node">Name of the node, by its certificate.</param>
    /// <param name="control">The connection. Its ends are completed by who made it.</param>
    /// <param name="closed">Cancelled when the connection is cut because the node was revoked or dialled anew. One that is lost ends its input.</param>
    Task ServeAsync(string node, IDuplexPipe control, CancellationToken closed);

    /// <summary>A node was put out: what runs on it is given up at once, and nobody waits for it to come back.</summary>
    /// <param name="node">Name of the node.</param>
    void Revoked(string node);
}
