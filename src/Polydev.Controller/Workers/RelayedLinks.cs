using Microsoft.AspNetCore.Connections;
using Polydev.Controller.Cluster;

namespace Polydev.Controller.Workers;

/// <summary>Takes the links that nodes relay, as if their workers had dialled here.</summary>
internal sealed class RelayedLinks(LinkServer server, IAttemptRecovery recovery, LinkKeys keys) : INodeLinks
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EgressKeyOf(string node) => keys.EgressKeyOf(node);

    /// <inheritdoc/>
    public Task ServeAsync(string node, ConnectionContext connection) => server.ServeAsync(connection, recovery, node);
}
