using System.Net.Sockets;

namespace Polydev.Worker.Linked;

/// <summary>A live link: lines come down, lines go up, until either side ends it.</summary>
internal sealed class Link : IDisposable
{
    private readonly Socket _socket;

    public Link(Socket socket)
    {
        _socket = socket;
        Up = new NetworkStream(socket, ownsSocket: true);
        Down = new LineReader(Up);
    }

    /// <summary>The controller's lines.</summary>
    public LineReader Down { get; }

    /// <summary>Where the worker's lines go.</summary>
    public Stream Up { get; }

    /// <summary>Says goodbye in good order: what was written still arrives, then our direction ends.</summary>
    /// <exception cref="SocketException">The link is broken already.</exception>
    public void EndUp() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes the connection, whatever is still under way.</summary>
    public void Dispose()
    {
        Up.Dispose();
        Down.Dispose();
    }
}
