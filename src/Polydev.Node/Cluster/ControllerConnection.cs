using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>An open connection to the controller, behind its first line.</summary>
internal sealed class ControllerConnection(Socket socket, SslStream stream) : IDisposable
{
    /// <summary>The bytes inside TLS.</summary>
    public SslStream Stream => stream;

    /// <summary>Reads the answer to the first line; null when there is none, or it is none.</summary>
    /// <remarks>Only for connections that carry nothing else: what comes behind the answer is lost.</remarks>
    public async Task<NodeReply?> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        return await NodeLines.ReadAsync(input, NodeJson.Default.NodeReply, cancellationToken);
    }

    /// <summary>Ends it at once.</summary>
    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }
}
