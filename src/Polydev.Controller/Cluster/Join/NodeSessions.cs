using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>What a node that is let in connects for: to be told what to do, and to carry the links of its workers.</summary>
internal sealed class NodeSessions(INodeControl control, INodeLinks links, NodeSetup setup, NodeConnections connections, ILogger<NodeSessions> log)
{
    private static readonly string s_version =
        typeof(NodeSessions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Serves a control connection to its end.</summary>
    public async Task ControlAsync(NodeConnection open, ControlRequest request, ConnectionContext connection)
    {
        var node = open.Node;
        await connections.ServeOverAsync(open, connection.ConnectionClosed);
        var reply = new SetupReply { EgressKey = links.EgressKeyOf(node).ToArray(), EgressRules = setup.EgressRules, Version = s_version };
        await connection.Transport.Output.WriteAsync(NodeLines.Encode<NodeReply>(reply, NodeJson.Default.NodeReply), connection.ConnectionClosed);
        log.NodeConnected(node, connection.RemoteEndPoint, request.Version);
        try
        {
            await control.ServeAsync(node, connection.Transport, connection.ConnectionClosed);
        }
        finally
        {
            log.NodeDisconnected(node);
        }
    }

    /// <summary>Serves the link of a worker to its end.</summary>
    public Task LinkAsync(NodeConnection open, ConnectionContext connection) => links.ServeAsync(open.Node, connection);
}
