using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Listens where nodes dial. Not a part of the web server, which stops first: the last workers are stopped over these connections.</summary>
internal sealed class NodeListener(ControllerOptions options, ClusterAuthority authority, NodeServer server, TimeProvider time, ILogger<NodeListener> log) : IHostedService, IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<NodeSocket, Task> _open = new();
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener!.LocalEndPoint!;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        authority.Open();
        var address = IPEndPoint.Parse(options.Nodes.Listen!);
        try
        {
            _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(address);
            _listener.Listen(Backlog);
        }
        catch (SocketException e)
        {
            throw new StartupException("node_address_unusable", $"Nodes cannot be listened for at {address}: {e.Message.TrimEnd('.')}. Choose another address with --node-listen.", e);
        }

        log.NodesListen(Address);
        _accepting = AcceptAsync(_listener);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener?.Close();
        foreach (var connection in _open.Keys)
        {
            connection.Abort(new ConnectionAbortedException("the controller stops"));
        }

        await Task.WhenAll(_open.Values).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener?.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = TrackAsync(new NodeSocket(await listener.AcceptAsync(_stopping.Token)));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Who dialled has left already, or there are no descriptors: the next one may have more luck, in a moment.
                log.NodeConnectionEnded(null, e.Message);
                await Task.Delay(s_breath, time, CancellationToken.None);
            }
        }
    }

    private async Task TrackAsync(NodeSocket connection)
    {
        var serving = ServeAsync(connection);
        _open[connection] = serving;
        await serving;
        _open.TryRemove(connection, out _);
    }

    private async Task ServeAsync(NodeSocket connection)
    {
        await SocketThreads.StepAside();
        await using (connection)
        {
            try
            {
                await server.ServeAsync(connection);
            }
            catch (Exception e)
            {
                log.NodeConnectionFailed(connection.RemoteEndPoint, e);
            }
        }
    }
}
