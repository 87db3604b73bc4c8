using System.IO.Pipelines;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>What a node does once its controller has let it in.</summary>
/// <param name="SetUp">
/// Makes ready what the workers need, as the controller says; tells why it cannot, null when it is ready. Called for each control connection before it is
/// served, and now and then while it is: what has ended meanwhile is made ready again.
/// </param>
/// <param name="Serve">Serves a control connection to its end: has the local driver do what the controller asks.</param>
public sealed record NodeWork(Func<SetupReply, CancellationToken, Task<string?>> SetUp, Func<IDuplexPipe, CancellationToken, Task> Serve)
{
    /// <summary>Called when the node is told to stop, while everything still runs: lets what runs end. The node stops when it returns.</summary>
    public Func<Task> Drain { get; init; } = static () => Task.CompletedTask;

    /// <summary>Called when the controller has put the node out for good, before it ends: ends what runs here at once.</summary>
    public Func<Task> PutOut { get; init; } = static () => Task.CompletedTask;
}
