using Microsoft.AspNetCore.Connections;

namespace Polydev.Controller.Cluster.Join;

/// <summary>One open connection of a node. Disposing says that it is over.</summary>
internal sealed class NodeConnection(NodeConnections all, string node, ConnectionContext connection) : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Name of the node.</summary>
    public string Node => node;

    /// <summary>Completes when it is over.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Cuts it.</summary>
    public void Abort(string reason) => connection.Abort(new ConnectionAbortedException(reason));

    /// <inheritdoc/>
    public void Dispose()
    {
        all.Remove(this);
        _ended.TrySetResult();
    }
}
