using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Polydev.Tests.Worker.Support;

/// <summary>The egress gateway and every provider behind it: accepts CONNECT and hands each tunnel to the test.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Channel<ProviderEnd> _tunnels = Channel.CreateUnbounded<ProviderEnd>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public FakeGateway(string path)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(512);
        _accepting = AcceptAsync();
    }

    /// <summary>Answers a CONNECT (its whole head is given) with other bytes than 200, or null to open the tunnel.</summary>
    public Func<string, string?> Refuse { get; set; } = static _ => null;

    /// <summary>Answers the worker's TLS prewarm; by default it is turned away.</summary>
    public Func<NetworkStream, Task>? Prewarm { get; set; }

    /// <summary>The head of the prewarm's CONNECT.</summary>
    public string PrewarmHead { get; private set; } = "";

    /// <summary>The next tunnel, in the order they were opened.</summary>
    /// <remarks>Its request may yet go through another: one that was answered meanwhile and is free again. Who has several at once reads each request before answering any.</remarks>
    public Task<ProviderEnd> NextTunnelAsync() => _tunnels.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within();

    public bool HasTunnel => _tunnels.Reader.Count > 0;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = TunnelAsync(await _listener.AcceptAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TunnelAsync(Socket socket)
    {
        var end = new ProviderEnd(new NetworkStream(socket, ownsSocket: true));
        try
        {
            end.ConnectHead = await end.ReadHeadAsync();
            if (end.ConnectHead.StartsWith("CONNECT prewarm.polydev.internal:443 ", StringComparison.Ordinal))
            {
                PrewarmHead = end.ConnectHead;
                await end.WriteAsync(Prewarm is null ? "HTTP/1.1 404 Not Found\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n");
                await (Prewarm?.Invoke(end.Stream) ?? Task.CompletedTask);
                end.Close();
            }
            else if (Refuse(end.ConnectHead) is { } answer)
            {
                await end.WriteAsync(answer);
                end.Close();
            }
            else
            {
                await end.Stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 Connection established\r\nX-Filler: abc\r\n\r\n"), _stop.Token);
                _tunnels.Writer.TryWrite(end);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            end.Close();
        }
    }
}
