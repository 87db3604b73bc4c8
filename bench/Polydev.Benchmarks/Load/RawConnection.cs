using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Polydev.Benchmarks.Load;

/// <summary>
/// One keep-alive HTTP/1.1 connection that costs next to nothing, so that the load does not take the CPU of what is measured: it blocks the thread that uses
/// it. Threads of the pool would spin while they wait for an answer, on the very cores that work on it.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[32 * 1024];

    /// <summary>Connects.</summary>
    public static RawConnection Open(Uri address)
    {
        var connection = new RawConnection();
        connection._socket.Connect(new IPEndPoint(IPAddress.Loopback, address.Port));
        return connection;
    }

    /// <summary>The bytes of a POST.</summary>
    public static byte[] Post(string path, string body, params string[] headers) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n{body}");

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="request">The bytes.</param>
    /// <param name="marker">What tells the first output event in the body.</param>
    /// <returns>Ticks to the marker (0 when it never came) and to the end; whether the answer is a 200 that holds the marker.</returns>
    public (long First, long End, bool Good) Call(ReadOnlySpan<byte> request, ReadOnlySpan<byte> marker)
    {
        var started = Stopwatch.GetTimestamp();
        _socket.Send(request);
        var length = 0;
        long first = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var read = _socket.Receive(_buffer.AsSpan(length));
            var now = Stopwatch.GetTimestamp() - started;
            if (read == 0)
            {
                return (first, now, false);
            }

            length += read;
            var soFar = _buffer.AsSpan(0, length);
            if (first == 0 && soFar.IndexOf(marker) >= 0)
            {
                first = now;
            }

            if (IsWhole(soFar))
            {
                return (first, now, first > 0 && soFar.StartsWith("HTTP/1.1 200"u8));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var text = answer[..head];
        var at = IndexOfHeader(text, "content-length:"u8);
        if (at < 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8);
        }

        var value = text[at..];
        var end = value.IndexOf((byte)'\r');
        return answer.Length - head - 4 >= int.Parse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture);
    }

    private static int IndexOfHeader(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        for (var at = head.IndexOf((byte)'\n'); at >= 0;)
        {
            var line = head[(at + 1)..];
            if (line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return at + 1 + name.Length;
            }

            var next = line.IndexOf((byte)'\n');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return -1;
    }
}
