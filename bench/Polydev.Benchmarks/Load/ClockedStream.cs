using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Polydev.Benchmarks.Load;

/// <summary>One execution followed as a stream whose pieces carry the time of their sending: how late each came, and whether none was missing.</summary>
internal sealed class ClockedStream
{
    private long _expected = 1;

    private ClockedStream(int chunks) => Delays = new Samples(chunks);

    /// <summary>From the simulator's hand to ours, for each piece.</summary>
    public Samples Delays { get; }

    /// <summary>Whether it ended as it should.</summary>
    public bool Whole { get; private set; }

    /// <summary>The event it failed with; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Asks for an execution and follows it to its end.</summary>
    /// <param name="address">The API.</param>
    /// <param name="key">API key.</param>
    /// <param name="body">The request, of a <c>sim-clock</c> model.</param>
    /// <param name="chunks">Pieces to expect.</param>
    /// <param name="headers">More request headers.</param>
    public static async Task<ClockedStream> RunAsync(Uri address, string key, string body, int chunks, params string[] headers)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        await socket.SendAsync(RawConnection.Post("/v1/executions", body, ["Authorization: Bearer " + key, "Accept: text/event-stream", .. headers]));
        var stream = new ClockedStream(chunks);
        var buffer = new byte[16 * 1024];
        var kept = 0;
        while (!stream.Whole && stream.Failure is null)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(kept));
            if (read == 0)
            {
                break;
            }

            var used = stream.Take(buffer.AsSpan(0, kept + read));
            kept = kept + read - used;
            buffer.AsSpan(used, kept).CopyTo(buffer);
        }

        return stream;
    }

    /// <summary>Takes whole SSE frames off the front: checks the numbers, notes the delays.</summary>
    private int Take(ReadOnlySpan<byte> bytes)
    {
        var now = Stopwatch.GetTimestamp();
        var used = 0;
        while (true)
        {
            var rest = bytes[used..];
            var id = rest.IndexOf("id: "u8);
            var end = id < 0 ? -1 : rest[id..].IndexOf("\n\n"u8);
            if (end < 0)
            {
                Failure ??= used == 0 && bytes.StartsWith("HTTP/1.1"u8) && !bytes.StartsWith("HTTP/1.1 200"u8) ? System.Text.Encoding.UTF8.GetString(bytes) : null;
                return used;
            }

            Judge(rest.Slice(id + 4, end - 4), now);
            used += id + end + 2;
        }
    }

    private void Judge(ReadOnlySpan<byte> frame, long now)
    {
        var number = long.Parse(frame[..frame.IndexOf((byte)'\n')], CultureInfo.InvariantCulture);
        if (number != _expected)
        {
            throw new InvalidOperationException($"event {number} came where {_expected} was due");
        }

        _expected++;
        var text = frame.IndexOf("\"text\":\""u8);
        if (text > 0 && frame.IndexOf("event: text"u8) > 0)
        {
            var value = frame[(text + 8)..];
            var digits = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            Delays.Add(now - (long)((Int128)long.Parse(value[..digits], CultureInfo.InvariantCulture) * Stopwatch.Frequency / 1_000_000_000));
        }

        Whole |= frame.IndexOf("event: finished"u8) > 0;
        Failure = frame.IndexOf("event: failed"u8) > 0 ? System.Text.Encoding.UTF8.GetString(frame) : Failure;
    }
}
