using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Polydev.Egress.Tunnels;
using Polydev.Egress.Upstream;
using Polydev.Sockets;

namespace Polydev.Egress;

/// <summary>The only way out for the workers of a node: opens tunnels by CONNECT for those who show a token, to those on the list.</summary>
public sealed class EgressGateway : IAsyncDisposable
{
    private const int Backlog = 1024;
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(100);

    private readonly GatewayParts _parts;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _connections;
    private volatile TaskCompletionSource? _drained;

    /// <summary>Makes a gateway that does not listen yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says all that is.</exception>
    public EgressGateway(EgressOptions options, IUpstreamConnector connector, TimeProvider time, IMeterFactory meters, ILogger<EgressGateway> logger)
    {
        var problems = options.Problems().ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        }

        _logger = logger;
        var table = new TunnelTable(options.IdleTimeout, time);
        var prewarm = new PrewarmEndpoint(options.ParallelPrewarms, time);
        _parts = new GatewayParts(options, connector, table, prewarm, new EgressMetrics(meters, table), time, logger);
    }

    /// <summary>Tunnels open now.</summary>
    public int OpenTunnels => _parts.Table.Count;

    /// <summary>Listens. A socket file that an earlier gateway left is replaced; one that still answers is not.</summary>
    /// <exception cref="IOException">The socket cannot be made; the message says what to do.</exception>
    public void Start()
    {
        var path = _parts.Options.SocketPath;
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            SocketFile.RemoveStale(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, _parts.Options.SocketMode);
            }

            listener.Listen(Backlog);
        }
        catch (Exception e) when (e is SocketException or ArgumentOutOfRangeException)
        {
            listener.Dispose();
            throw new IOException($"the egress gateway cannot listen on {path}: {e.Message}", e);
        }

        _listener = listener;
        _accepting = AcceptAsync(listener);
        _logger.Listening(path, _parts.Options.Rules.Count);
    }

    /// <summary>Cuts the tunnels of a tenant, or of one of its workers. One whose token still holds may open new ones: end the worker first.</summary>
    /// <param name="tenant">Id of the tenant; null for any.</param>
    /// <param name="worker">Id of the worker; null for any.</param>
    /// <returns>How many were cut.</returns>
    public int CloseTunnels(string? tenant, string? worker) => _parts.Table.Cut(t =>
        (tenant is null || t.Identity.Tenant == tenant) && (worker is null || t.Identity.Worker == worker));

    /// <summary>Takes no new connections, lets tunnels end until the token ends, then cuts the rest.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is null)
        {
            return;
        }

        _listener.Dispose();
        _listener = null;
        await _accepting;
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _drained = drained;
        if (Volatile.Read(ref _connections) > 0)
        {
            await drained.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stopping.CancelAsync();
        _logger.Stopped(_parts.Table.Cut(static _ => true));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _parts.Table.Dispose();
        _parts.Prewarm.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptAsync());
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors, most likely: tunnels that end give some back.
                _logger.AcceptFailed(e.SocketErrorCode);
                await Task.Delay(s_breath, _parts.Time, CancellationToken.None);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        Interlocked.Increment(ref _connections);
        try
        {
            await new ClientConnection(LoopSocket.Take(client, SocketLoop.Next()), _parts).ServeAsync(_stopping.Token);
        }
        catch (Exception e)
        {
            _logger.ConnectionFailed(e);
        }
        finally
        {
            if (Interlocked.Decrement(ref _connections) == 0)
            {
                _drained?.TrySetResult();
            }
        }
    }
}
