using Polydev.Sockets;

namespace Polydev.Worker.Linked;

/// <summary>A live link: lines come down, lines go up, until either side ends it.</summary>
internal sealed class Link : IDisposable
{
    private readonly LoopSocket _socket;

    public Link(LoopSocket socket)
    {
        _socket = socket;
        Up = new LoopStream(socket);
        Down = new LineReader(Up);
    }

    /// <summary>The controller's lines.</summary>
    public LineReader Down { get; }

    /// <summary>Where the worker's lines go.</summary>
    public Stream Up { get; }

    /// <summary>Says goodbye in good order: what was written still arrives, then our direction ends.</summary>
    public void EndUp() => _socket.EndSending();

    /// <summary>Closes the connection, whatever is still under way.</summary>
    public void Dispose()
    {
        Up.Dispose();
        Down.Dispose();
    }
}
