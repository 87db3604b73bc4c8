using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Polydev.Sockets;

/// <summary>A connected stream socket on a <see cref="SocketLoop"/>: one reader and one writer at a time, each continued on the loop's thread.</summary>
/// <remarks>Every failure of the connection is an <see cref="IOException"/> around a <see cref="SocketException"/>.</remarks>
public sealed class LoopSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly SocketReader _reader;
    private readonly SocketWriter _writer;
    private long _token;
    private int _closed;

    private LoopSocket(Socket socket, SocketLoop loop)
    {
        socket.Blocking = false;
        (_socket, Loop) = (socket, loop);
        _reader = new SocketReader(socket);
        _writer = new SocketWriter(socket, writable => loop.WatchWriter(this, Volatile.Read(ref _token), writable));
    }

    /// <summary>The loop that continues its reader and writer.</summary>
    public SocketLoop Loop { get; }

    internal SafeHandle Handle => _socket.SafeHandle;

    /// <summary>Takes a socket that is connected and that nobody has read from or written to asynchronously.</summary>
    /// <param name="connected">The socket, ours from now on.</param>
    /// <param name="loop">Where it belongs.</param>
    /// <exception cref="IOException">The kernel watches no more sockets; it is closed.</exception>
    public static LoopSocket Take(Socket connected, SocketLoop loop)
    {
        var socket = new LoopSocket(connected, loop);
        socket.Watch();
        return socket;
    }

    /// <summary>Connects a new socket.</summary>
    /// <param name="fresh">The socket, ours from now on; closed when this fails.</param>
    /// <param name="target">Where to.</param>
    /// <param name="loop">Where it belongs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">It cannot be reached.</exception>
    /// <exception cref="IOException">The kernel watches no more sockets.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public static async ValueTask<LoopSocket> ConnectAsync(Socket fresh, EndPoint target, SocketLoop loop, CancellationToken cancellationToken)
    {
        var socket = new LoopSocket(fresh, loop);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (socket.Connects(target))
            {
                socket.Watch();
                await socket._writer.WhenWritable().WaitAsync(cancellationToken);
                var error = (SocketError)(int)fresh.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
                return error == SocketError.Success ? socket : throw new SocketException((int)error);
            }

            socket.Watch();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads what is there, or waits for it.</summary>
    /// <param name="buffer">Where to. An empty one waits until a read would not wait, and takes nothing.</param>
    /// <param name="cancellationToken">Gives up waiting; the socket stays usable.</param>
    /// <returns>Bytes read; 0 at the end of the other side's direction.</returns>
    /// <exception cref="IOException">The connection is broken, or was closed here meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">It was closed here before.</exception>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _reader.ReadAsync(SocketReader.Want.Bytes, buffer, cancellationToken);

    /// <summary>As <see cref="ReceiveAsync"/>, but the bytes stay.</summary>
    public ValueTask<int> PeekAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _reader.ReadAsync(SocketReader.Want.Look, buffer, cancellationToken);

    /// <summary>Waits until a read may find something. It may yet find nothing and wait itself, but no buffer is held until then.</summary>
    public ValueTask WaitReadableAsync() => _reader.WaitAsync();

    /// <summary>Writes all of it, waiting where the other end takes no more.</summary>
    /// <exception cref="IOException">The connection is broken, or was closed here meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">It was closed here before.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => _writer.WriteAsync(bytes, cancellationToken);

    /// <summary>Ends our direction: the other end reads to here and then 0. No harm when it is gone.</summary>
    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already, so it reads nothing of ours any more.
        }
    }

    /// <summary>Whether the other end has closed both ways: then the kernel refuses even an empty write.</summary>
    public bool IsGone()
    {
        try
        {
            _socket.Send(ReadOnlySpan<byte>.Empty, SocketFlags.None, out var error);
            return error != SocketError.Success;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Has its closing be a reset, which the other end cannot take for a clean end.</summary>
    public void ResetOnClose()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed meanwhile.
        }
    }

    /// <summary>Closes it. Whoever waits is continued on the pool, not here.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 1)
        {
            return;
        }

        Loop.Forget(Volatile.Read(ref _token));
        _reader.Close();
        _writer.Close();
        _socket.Dispose();
    }

    /// <summary>The kernel says that something changed. On the loop's thread.</summary>
    internal void OnReady(uint events)
    {
        var ended = (events & (Libc.HungUp | Libc.Failed | Libc.OtherEndEnded)) != 0;
        if (ended || (events & Libc.Writable) != 0)
        {
            _writer.OnReady();
        }

        if (ended || (events & Libc.Readable) != 0)
        {
            _reader.OnReady(ended);
        }
    }

    private void Watch()
    {
        try
        {
            Volatile.Write(ref _token, Loop.Watch(this));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Begins to connect. False when it is connected already.</summary>
    private bool Connects(EndPoint target)
    {
        try
        {
            _socket.Connect(target);
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock && _socket.AddressFamily != AddressFamily.Unix)
        {
            return true;
        }
    }
}
