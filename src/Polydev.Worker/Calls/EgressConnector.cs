using System.Net;
using System.Net.Sockets;
using System.Text;
using Polydev.Protocol.Events;
using Polydev.Sockets;

namespace Polydev.Worker.Calls;

/// <summary>Opens connections to the outside by CONNECT over the egress socket: the only way out of a worker.</summary>
/// <remarks>RFC 9110 §9.3.6. The host travels as a name: the worker resolves nothing. What follows the tunnel's opening is end to end.</remarks>
internal sealed class EgressConnector(string socketPath, Func<string?> token)
{
    /// <summary>Opens a tunnel to a host and port.</summary>
    /// <exception cref="EgressException">The gateway is not there, refuses, or cannot reach the host.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        LoopSocket? socket = null;
        try
        {
            var fresh = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket = await LoopSocket.ConnectAsync(fresh, new UnixDomainSocketEndPoint(socketPath), SocketLoop.Next(), cancellationToken);
            await socket.SendAsync(Request(target), cancellationToken);
            var reply = await ConnectReply.ReadAsync(socket, cancellationToken);
            if (reply.Status is >= 200 and < 300)
            {
                return new LoopStream(socket);
            }

            throw new EgressException(Explain(target, reply, await reply.ReadReasonAsync(socket, cancellationToken)));
        }
        catch (Exception e) when (e is SocketException or InvalidDataException or IOException and not EgressException)
        {
            socket?.Dispose();
            throw new EgressException(new ExecutionError
            {
                Code = ErrorCodes.ProviderUnreachable,
                Message = $"The egress gateway could not be used to reach {target.Host}: {Words(e)}. Check that the node is running.",
                Retryable = true,
            });
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    private byte[] Request(DnsEndPoint target)
    {
        var host = target.Host.Contains(':', StringComparison.Ordinal) ? $"[{target.Host.Trim('[', ']')}]" : target.Host;
        var authorization = token() is { } value ? $"Proxy-Authorization: Bearer {value}\r\n" : "";
        return Encoding.ASCII.GetBytes($"CONNECT {host}:{target.Port} HTTP/1.1\r\nHost: {host}:{target.Port}\r\n{authorization}\r\n");
    }

    // 4xx is the gateway's own decision, which the same request would meet again; 5xx is about the way to the host, which may heal.
    private static ExecutionError Explain(DnsEndPoint target, ConnectReply reply, string reason) => reply.Status < 500
        ? new()
        {
            Code = ErrorCodes.EgressDenied,
            Message = $"The egress gateway refused {target.Host}:{target.Port}: {reason}",
        }
        : new()
        {
            Code = ErrorCodes.ProviderUnreachable,
            Message = $"The egress gateway could not reach {target.Host}:{target.Port}: {reason}",
            Retryable = true,
        };

    private static string Words(Exception e) =>
        (e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode.ToString() ?? "its answer is not HTTP";
}
