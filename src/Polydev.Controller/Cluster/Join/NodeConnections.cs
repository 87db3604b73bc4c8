using Microsoft.AspNetCore.Connections;

namespace Polydev.Controller.Cluster.Join;

/// <summary>The open connections of every node, so that a revoked one is cut at once, and so that each node is served over one control connection at a time.</summary>
internal sealed class NodeConnections
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<NodeConnection>> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeConnection> _served = new(StringComparer.Ordinal);

    /// <summary>Counts a connection as a node's until the result is disposed.</summary>
    public NodeConnection Add(string node, ConnectionContext connection)
    {
        var added = new NodeConnection(this, node, connection);
        lock (_gate)
        {
            if (!_open.TryGetValue(node, out var all))
            {
                _open[node] = all = [];
            }

            all.Add(added);
        }

        return added;
    }

    /// <summary>Makes a connection the one that its node is served over, and cuts the one before, which may be half dead; returns when that is over.</summary>
    public async Task ServeOverAsync(NodeConnection connection, CancellationToken cancellationToken)
    {
        NodeConnection? before;
        lock (_gate)
        {
            _served.Remove(connection.Node, out before);
            _served[connection.Node] = connection;
        }

        if (before is not null)
        {
            before.Abort("the node dialled again");
            await before.Ended.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether a node is served.</summary>
    public bool IsServed(string node)
    {
        lock (_gate)
        {
            return _served.ContainsKey(node);
        }
    }

    /// <summary>How many connections a node has open.</summary>
    public int Count(string node)
    {
        lock (_gate)
        {
            return _open.TryGetValue(node, out var all) ? all.Count : 0;
        }
    }

    /// <summary>Cuts every connection of a node.</summary>
    /// <returns>How many there were.</returns>
    public int Cut(string node, string reason)
    {
        NodeConnection[] all;
        lock (_gate)
        {
            all = _open.TryGetValue(node, out var open) ? [.. open] : [];
        }

        foreach (var connection in all)
        {
            connection.Abort(reason);
        }

        return all.Length;
    }

    /// <summary>Forgets a connection that is over.</summary>
    internal void Remove(NodeConnection connection)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(connection.Node, out var all) && all.Remove(connection) && all.Count == 0)
            {
                _open.Remove(connection.Node);
            }

            if (_served.TryGetValue(connection.Node, out var served) && served == connection)
            {
                _served.Remove(connection.Node);
            }
        }
    }
}
