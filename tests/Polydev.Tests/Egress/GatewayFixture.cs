using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Egress;
using Polydev.Egress.Policy;
using Polydev.Egress.Upstream;
using Polydev.Protocol.Egress;

namespace Polydev.Tests.Egress;

/// <summary>A gateway on a socket of its own and a target on loopback that it may reach.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("polydev-").FullName;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(EgressToken.KeyBytes);

    public GatewayFixture(TimeProvider? time = null, Action<EgressOptions>? configure = null, IUpstreamConnector? connector = null)
    {
        Time = time ?? TimeProvider.System;
        Target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Target.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Target.Listen(1024);
        var options = new EgressOptions { SocketPath = Path.Combine(_directory, "egress.sock"), TokenKey = _key };
        options.Rules.Add(EgressRule.Parse($"127.0.0.1:{Port}"));
        options.Rules.Add(EgressRule.Parse($"localhost:{Port} private"));
        configure?.Invoke(options);
        SocketPath = options.SocketPath;
        Gateway = new EgressGateway(
            options, connector ?? new DirectConnector(Time, options.ConnectTimeout), Time, Meters, NullLogger<EgressGateway>.Instance);
        Gateway.Start();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public TimeProvider Time { get; }

    public Socket Target { get; }

    public int Port => ((IPEndPoint)Target.LocalEndPoint!).Port;

    public string SocketPath { get; }

    public EgressGateway Gateway { get; }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public string Sign(string tenant = "t1", string worker = "w1", TimeSpan? life = null) =>
        EgressToken.Sign(new EgressIdentity { Tenant = tenant, Worker = worker, ExpiresAt = Time.GetUtcNow() + (life ?? TimeSpan.FromHours(1)) }, _key);

    public async Task<Socket> DialAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), Token);
        return socket;
    }

    /// <summary>Sends a CONNECT and reads the head of the answer.</summary>
    public async Task<(Socket Client, string Answer)> ConnectAsync(string? authority = null, string? token = null, bool withToken = true)
    {
        var socket = await DialAsync();
        var target = authority ?? string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");
        var authorization = withToken ? $"Proxy-Authorization: Bearer {token ?? Sign()}\r\n" : "";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{authorization}\r\n"), Token);
        return (socket, await ReadHeadAsync(socket));
    }

    /// <summary>Opens a tunnel and takes its far end.</summary>
    public async Task<(Socket Client, Socket Far)> TunnelAsync(string? token = null)
    {
        var (client, answer) = await ConnectAsync(token: token);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        return (client, await Target.AcceptAsync(Token));
    }

    public static async Task<string> ReadHeadAsync(Socket socket)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await socket.ReceiveAsync(one, Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Reads exactly so many bytes, or fewer when the stream ends before.</summary>
    public static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        var length = 0;
        while (length < count && await socket.ReceiveAsync(bytes.AsMemory(length), Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token) is > 0 and var got)
        {
            length += got;
        }

        return bytes[..length];
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Target.Dispose();
        await _services.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
