using System.Net;
using System.Net.Sockets;
using Polydev.Sockets;

namespace Polydev.Tests.Sockets;

/// <summary>Two connected sockets: ours on a loop, and the other end as a plain one.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(LoopSocket ours, Socket other) => (Ours, Other) = (ours, other);

    public LoopSocket Ours { get; }

    public Socket Other { get; }

    public static async Task<SocketPair> ConnectAsync(bool unix = true, SocketLoop? loop = null)
    {
        using var place = unix ? new Listener(AddressFamily.Unix) : new Listener(AddressFamily.InterNetwork);
        var ours = LoopSocket.ConnectAsync(place.NewSocket(), place.Address, loop ?? SocketLoop.Next(), TestContext.Current.CancellationToken);
        var other = await place.Socket.AcceptAsync(TestContext.Current.CancellationToken);
        return new SocketPair(await ours, other);
    }

    public void Dispose()
    {
        Ours.Dispose();
        Other.Dispose();
    }

    /// <summary>A socket that listens, and its address.</summary>
    internal sealed class Listener : IDisposable
    {
        private readonly DirectoryInfo? _directory;

        public Listener(AddressFamily family, bool listens = true)
        {
            _directory = family == AddressFamily.Unix ? Directory.CreateTempSubdirectory("polydev-sockets-") : null;
            Socket = new Socket(family, SocketType.Stream, ProtocolType.Unspecified);
            Socket.Bind(_directory is null ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(Path.Combine(_directory.FullName, "s")));
            if (listens)
            {
                Socket.Listen();
            }

            Address = Socket.LocalEndPoint!;
        }

        public Socket Socket { get; }

        public EndPoint Address { get; }

        public Socket NewSocket() => new(Socket.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);

        public void Dispose()
        {
            Socket.Dispose();
            _directory?.Delete(recursive: true);
        }
    }
}
