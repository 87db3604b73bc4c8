using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Polydev.Protocol.Nodes;

namespace Polydev.Tests.Controller.Cluster.Join;

/// <summary>Dials a controller by hand, to send what no node sends.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    public SslStream Stream { get; private set; } = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<NodeClient> DialAsync(EndPoint address, X509Certificate2? own = null, SslProtocols protocols = SslProtocols.Tls13)
    {
        var client = new NodeClient();
        await client._socket.ConnectAsync(address, Cancelled);
        client.Stream = new SslStream(new NetworkStream(client._socket));
        await client.Stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = NodeLines.ControllerName,
                EnabledSslProtocols = protocols,
                ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            },
            Cancelled);
        return client;
    }

    public Task SendAsync(NodeRequest line) => SendAsync(NodeLines.Encode(line, NodeJson.Default.NodeRequest));

    public async Task SendAsync(byte[] bytes) => await Stream.WriteAsync(bytes, Cancelled);

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The reply; null when the connection ended without one.</summary>
    public async Task<NodeReply?> ReplyAsync()
    {
        try
        {
            return await NodeLines.ReadAsync(System.IO.Pipelines.PipeReader.Create(Stream), NodeJson.Default.NodeReply, Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Whether the controller has ended the connection, in whichever way.</summary>
    public async Task<bool> EndsAsync()
    {
        try
        {
            var buffer = new byte[4096];
            while (await Stream.ReadAsync(buffer, Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancelled) > 0)
            {
            }
        }
        catch (IOException)
        {
        }

        return true;
    }

    public void Dispose()
    {
        Stream?.Dispose();
        _socket.Dispose();
    }
}
