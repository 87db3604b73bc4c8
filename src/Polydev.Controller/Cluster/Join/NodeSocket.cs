using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>A TCP connection from another host, on which TLS is spoken: the bytes inside are its transport.</summary>
internal sealed class NodeSocket : ConnectionContext
{
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly SslStream _tls;
    private readonly CancellationTokenSource _closed = new();
    private TlsTransport? _transport;

    /// <summary>Takes over an accepted socket.</summary>
    public NodeSocket(Socket socket)
    {
        (_socket, RemoteEndPoint) = (socket, socket.RemoteEndPoint);

        // Tokens and acknowledgements are small and somebody waits for each.
        socket.NoDelay = true;
        _tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        ConnectionClosed = _closed.Token;
    }

    /// <inheritdoc/>
    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("n");

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get; set; }

    /// <summary>Cancelled when it is cut from our side. That the other side left is seen by whoever reads.</summary>
    public override CancellationToken ConnectionClosed { get; set; }

    /// <inheritdoc/>
    public override IDuplexPipe Transport
    {
        get => _transport ?? throw new InvalidOperationException("the handshake is not done");
        set => throw new NotSupportedException("the transport of a node's connection is TLS");
    }

    /// <summary>What the other side showed of itself; null for nothing.</summary>
    public X509Certificate2? Shown => _tls.RemoteCertificate as X509Certificate2;

    /// <summary>Does the handshake.</summary>
    public async Task OpenAsync(SslServerAuthenticationOptions options)
    {
        await _tls.AuthenticateAsServerAsync(options, ConnectionClosed);
        _transport = new TlsTransport(_tls);
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Whoever waits for it goes on elsewhere: the caller may hold a lock.
        _ = _closed.CancelAsync();
        _socket.Dispose();
    }

    /// <summary>Sends what is still to be sent, for as long as the other side takes it, and closes.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (_transport is { } transport)
        {
            using var patience = new CancellationTokenSource(s_goodbye);
            await using var cut = patience.Token.Register(_socket.Dispose);
            await transport.CloseAsync();
        }

        await _closed.CancelAsync();
        await _tls.DisposeAsync();
        await base.DisposeAsync();
    }
}
