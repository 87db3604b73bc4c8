using System.Net.Sockets;
using Docker.DotNet;
using Docker.DotNet.NativeHttp;

namespace Polydev.Drivers.Docker;

/// <summary>Connects to an engine over its Unix socket.</summary>
internal static class EngineClient
{
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes a client; nothing is dialled yet. Callers bring their own deadlines: the stream of events has none.</summary>
    public static DockerClient For(string socketPath) => new DockerClientBuilder()
        .WithEndpoint(new Uri("http://docker"))
        .WithTimeout(Timeout.InfiniteTimeSpan)
        .WithTransportOptions(new NativeHttpTransportOptions
        {
            ConfigureHandler = handler =>
            {
                handler.UseProxy = false;
                handler.ConnectTimeout = s_connectTimeout;
                handler.ConnectCallback = (_, token) => DialAsync(socketPath, token);
            },
        })
        .Build();

    private static async ValueTask<Stream> DialAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
