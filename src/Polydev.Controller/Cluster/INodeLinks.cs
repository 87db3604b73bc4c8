using Microsoft.AspNetCore.Connections;

namespace Polydev.Controller.Cluster;

/// <summary>Where the links of workers go that nodes relay. Implemented by Workers, called by Cluster.</summary>
internal interface INodeLinks
{
    /// <summary>What the egress tokens of a node's workers are signed with.</summary>
    ReadOnlyMemory<byte> EgressKeyOf(string node);

    /// <summary>Serves one worker's link to its end.</summary>
    /// <param name="node">Name of the node that relays it, by its certificate.</param>
    /// <param name="connection">From its next byte on the link.</param>
    Task ServeAsync(string node, ConnectionContext connection);
}
