using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Polydev.Controller.Cluster;

namespace Polydev.Tests.Controller.Cluster.Join;

/// <summary>Stands for the room of the workers: echoes what comes over a link, after its end too when asked to.</summary>
internal sealed class EchoLinks : INodeLinks
{
    /// <summary>Nodes that links came through.</summary>
    public ConcurrentQueue<string> Nodes { get; } = new();

    /// <summary>What is sent when the worker has ended its half.</summary>
    public byte[] LastWords { get; set; } = [];

    /// <summary>Waited for before anything is read.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public ReadOnlyMemory<byte> EgressKeyOf(string node) => Encoding.ASCII.GetBytes("key of " + node);

    public async Task ServeAsync(string node, ConnectionContext connection)
    {
        Nodes.Enqueue(node);
        await Gate;
        await connection.Transport.Input.CopyToAsync(connection.Transport.Output, connection.ConnectionClosed);
        await connection.Transport.Output.WriteAsync(LastWords, connection.ConnectionClosed);
    }
}
