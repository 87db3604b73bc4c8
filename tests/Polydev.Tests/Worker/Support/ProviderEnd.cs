using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Polydev.Tests.Worker.Support;

/// <summary>The provider's end of a tunnel, played by the test byte for byte.</summary>
internal sealed class ProviderEnd(NetworkStream stream)
{
    public const string StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

    public NetworkStream Stream { get; } = stream;

    /// <summary>The head of the CONNECT that opened the tunnel.</summary>
    public string ConnectHead { get; set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Reads one request: head and body.</summary>
    public async Task<string> ReadRequestAsync()
    {
        var head = await ReadHeadAsync();
        var at = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase) + 16;
        var length = int.Parse(head.AsSpan(at, head.IndexOf("\r\n", at, StringComparison.Ordinal) - at), CultureInfo.InvariantCulture);
        var body = new byte[length];
        await Stream.ReadExactlyAsync(body, Token).AsTask().Within();
        return head + Encoding.UTF8.GetString(body);
    }

    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await Stream.ReadExactlyAsync(one, Token).AsTask().Within();
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public async Task WriteAsync(string text) => await Stream.WriteAsync(Encoding.UTF8.GetBytes(text), Token);

    /// <summary>Writes a piece of a chunked body.</summary>
    public Task ChunkAsync(string text) => WriteAsync(Chunk(text));

    /// <summary>Reads a request and answers it whole, in one stream of these lines.</summary>
    public async Task<string> AnswerAsync(params string[] lines)
    {
        var request = await ReadRequestAsync();
        await ReplyAsync(lines);
        return request;
    }

    /// <summary>Answers a request that was read, whole, in one stream of these lines.</summary>
    /// <remarks>In one write: a worker that has enough after the first piece may close while the next is written.</remarks>
    public Task ReplyAsync(params IEnumerable<string> lines) =>
        WriteAsync(StreamHead + string.Concat(lines.Select(line => Chunk(line + "\n"))) + "0\r\n\r\n");

    /// <summary>Ends when the worker closed the connection.</summary>
    public async Task WhenClosedAsync()
    {
        var rest = new byte[256];
        try
        {
            while (await Stream.ReadAsync(rest, Token).AsTask().Within() > 0)
            {
                // What it still said does not matter.
            }
        }
        catch (IOException)
        {
            // A reset is as closed as a goodbye.
        }
    }

    public void Close() => Stream.Dispose();

    private static string Chunk(string text) => $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n";
}
