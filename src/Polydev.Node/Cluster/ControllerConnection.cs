using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>An open connection to the controller, behind its first line.</summary>
internal sealed class ControllerConnection(Socket socket, SslStream stream) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>The bytes inside TLS.</summary>
    public SslStream Stream => stream;

    /// <summary>Reads the answer to the first line; null when there is none in time, or it is none.</summary>
    /// <param name="input">The connection, from its first byte.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<NodeReply?> ReadReplyAsync(PipeReader input, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await NodeLines.ReadAsync(input, NodeJson.Default.NodeReply, either.Token);
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }
}
