using System.Net.Sockets;
using Polydev.Protocol.Link;
using Polydev.Sockets;

namespace Polydev.Worker.Linked;

/// <summary>Dials the controller over the node's socket: one connection, which is the link.</summary>
internal static class LinkDialer
{
    /// <summary>Dials once, saying hello.</summary>
    public static async Task<DialResult> DialAsync(string socketPath, HelloFrame hello, CancellationToken cancellationToken)
    {
        Link? link = null;
        try
        {
            var fresh = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            link = new Link(await LoopSocket.ConnectAsync(fresh, new UnixDomainSocketEndPoint(socketPath), SocketLoop.Next(), cancellationToken));
            await link.Up.WriteAsync(LinkLine.Encode(hello), cancellationToken);
            var connected = new DialResult.Connected(link);
            link = null;
            return connected;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return new DialResult.Unreachable((e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode.ToString() ?? "the connection broke");
        }
        finally
        {
            link?.Dispose();
        }
    }
}
