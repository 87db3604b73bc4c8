using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>Dials the controller: one TLS connection for one purpose, which its first line says.</summary>
internal sealed class ControllerDialer(IReadOnlyList<DnsEndPoint> addresses, TimeProvider time)
{
    // tcp(7): what was sent and is not acknowledged for so long breaks the connection. By itself the system tries for a quarter of an hour.
    private const int UserTimeout = 18;
    private const int UserTimeoutMilliseconds = 15_000;
    private const int KeepAliveSeconds = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private int _last;

    /// <summary>Dials, the address first that answered last.</summary>
    /// <param name="line">The first line.</param>
    /// <param name="authority">The authority that the controller must be of; null to take whoever answers, and look later.</param>
    /// <param name="own">Who we are; null for a host that has not joined.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DialResult> DialAsync(NodeRequest line, X509Certificate2? authority, X509Certificate2? own, CancellationToken cancellationToken)
    {
        DialResult result = new DialResult.Unreachable("there is no address");
        var first = Volatile.Read(ref _last);
        for (var i = 0; i < addresses.Count && result is not DialResult.Connected; i++)
        {
            var at = (first + i) % addresses.Count;
            result = await DialOneAsync(addresses[at], line, authority, own, cancellationToken);
            if (result is DialResult.Connected)
            {
                Volatile.Write(ref _last, at);
            }
        }

        return result;
    }

    /// <summary>A socket that notices within seconds when the other host is gone without a word.</summary>
    internal static Socket NewSocket()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption((int)ProtocolType.Tcp, UserTimeout, BitConverter.GetBytes(UserTimeoutMilliseconds));
        }

        return socket;
    }

    private async Task<DialResult> DialOneAsync(DnsEndPoint address, NodeRequest line, X509Certificate2? authority, X509Certificate2? own, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var socket = NewSocket();
        SslStream? stream = null;
        try
        {
            await socket.ConnectAsync(address, either.Token);
            stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsClientAsync(Options(authority, own), either.Token);
            await stream.WriteAsync(NodeLines.Encode(line, NodeJson.Default.NodeRequest), either.Token);
            var connection = new ControllerConnection(socket, stream);
            (socket, stream) = (null, null);
            return new DialResult.Connected(connection);
        }
        catch (AuthenticationException e)
        {
            return new DialResult.Untrusted($"{address.Host}:{address.Port} is not the controller that this node joined, or the clocks of the two differ by days: {e.Message}");
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new DialResult.Unreachable($"{address.Host}:{address.Port}: {(e is OperationCanceledException ? $"no answer for {s_patience.TotalSeconds:0} s" : e.Message)}");
        }
        finally
        {
            stream?.Dispose();
            socket?.Dispose();
        }
    }

    private SslClientAuthenticationOptions Options(X509Certificate2? authority, X509Certificate2? own) => new()
    {
        TargetHost = NodeLines.ControllerName,
        EnabledSslProtocols = SslProtocols.Tls13,
        AllowTlsResume = false,
        ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
        RemoteCertificateValidationCallback = (_, shown, _, _) => authority is null || (shown is X509Certificate2 certificate && ControllerTrust.Accepts(authority, certificate, time)),
    };
}
