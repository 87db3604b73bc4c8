using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>Takes the links of this node's workers and carries each to the controller, byte for byte.</summary>
/// <remarks>When the controller cannot be reached a worker's connection is closed, and the worker dials again by itself: it keeps what it holds.</remarks>
internal sealed class LinkRelay(SocketDirectory sockets, ControllerDialer dialer, Func<NodeIdentity?> identity, ILogger<LinkRelay> logger) : IDisposable
{
    private const int Backlog = 512;
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private static readonly LinkRequest s_line = new();

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private int _links;

    /// <summary>Links that are carried now.</summary>
    public int Links => Volatile.Read(ref _links);

    /// <summary>Listens where the workers dial. A node that was killed has left the file.</summary>
    public void Listen()
    {
        File.Delete(sockets.NodeSocket);
        _listener.Bind(new UnixDomainSocketEndPoint(sockets.NodeSocket));
        if (!OperatingSystem.IsWindows())
        {
            // Each worker may be a user of its own.
            File.SetUnixFileMode(sockets.NodeSocket, Everybody);
        }

        _listener.Listen(Backlog);
    }

    /// <summary>Carries links until the token is cancelled, and then cuts those that stand.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _ = CarryAsync(await _listener.AcceptAsync(cancellationToken), cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                logger.LinkLost(e.Message);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task CarryAsync(Socket worker, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _links);
        try
        {
            using (worker)
            {
                if (identity() is { } own && await dialer.DialAsync(s_line, own.Authority, own.Certificate, cancellationToken) is DialResult.Connected { Connection: var controller })
                {
                    using (controller)
                    {
                        await TwoWays.CarryAsync(worker, controller.Stream, cancellationToken);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
        catch (Exception e)
        {
            logger.LinkLost(e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _links);
        }
    }
}
