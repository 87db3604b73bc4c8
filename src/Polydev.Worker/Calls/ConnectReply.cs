using System.Globalization;
using System.Text;
using System.Text.Json;
using Polydev.Sockets;

namespace Polydev.Worker.Calls;

/// <summary>The head of the gateway's answer to CONNECT, read to its last byte and not one further: the next byte is the tunnel's.</summary>
internal sealed class ConnectReply
{
    private const int MaxHeadBytes = 8 * 1024;
    private const int MaxReasonBytes = 4 * 1024;

    private readonly string _reasonPhrase;
    private readonly int _contentLength;

    private ConnectReply(string head)
    {
        var lines = head.Split("\r\n");
        var parts = lines[0].Split(' ', 3);
        if (parts.Length < 2 || !parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            throw new InvalidDataException("the gateway's answer is not HTTP");
        }

        Status = status;
        _reasonPhrase = parts.Length == 3 ? parts[2] : "";
        foreach (var line in lines.AsSpan(1))
        {
            if (line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase) && int.TryParse(line.AsSpan(15).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            {
                _contentLength = Math.Clamp(length, 0, MaxReasonBytes);
            }
        }
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>Reads the head.</summary>
    /// <exception cref="InvalidDataException">The gateway closed the connection, or does not speak HTTP.</exception>
    public static async Task<ConnectReply> ReadAsync(LoopSocket socket, CancellationToken cancellationToken)
    {
        var head = new byte[512];
        var length = 0;
        while (true)
        {
            if (length == head.Length)
            {
                Array.Resize(ref head, length < MaxHeadBytes ? length * 2 : throw new InvalidDataException("the gateway's answer is too long"));
            }

            // Look first, take after: only bytes that are surely of the head leave the socket.
            var seen = await socket.PeekAsync(head.AsMemory(length), cancellationToken);
            if (seen == 0)
            {
                throw new InvalidDataException("the gateway closed the connection");
            }

            var end = EndOfHead(head.AsSpan(0, length + seen), length);
            var take = end < 0 ? seen : end - length;
            length += await socket.ReceiveAsync(head.AsMemory(length, take), cancellationToken);
            if (end >= 0 && length == end)
            {
                return new ConnectReply(Encoding.Latin1.GetString(head, 0, end - 4));
            }
        }
    }

    /// <summary>The gateway's own words for a refusal: its body if there is one, else its reason phrase.</summary>
    public async Task<string> ReadReasonAsync(LoopSocket socket, CancellationToken cancellationToken)
    {
        var body = new byte[_contentLength];
        var length = 0;
        while (length < body.Length && await socket.ReceiveAsync(body.AsMemory(length), cancellationToken) is > 0 and var count)
        {
            length += count;
        }

        var text = Message(body.AsSpan(0, length)).Trim();
        return text.Length > 0 ? text : _reasonPhrase.Length > 0 ? _reasonPhrase : $"HTTP {Status}";
    }

    /// <summary>The <c>detail</c> or <c>message</c> of a JSON body, or the body itself.</summary>
    private static string Message(ReadOnlySpan<byte> body)
    {
        if (body.Length > 0 && body[0] == (byte)'{')
        {
            try
            {
                var reader = new Utf8JsonReader(body);
                using var json = JsonDocument.ParseValue(ref reader);
                foreach (var name in (ReadOnlySpan<string>)["detail", "message"])
                {
                    if (json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                    {
                        return value.GetString()!;
                    }
                }
            }
            catch (JsonException)
            {
                // Then the text as it stands says more than nothing.
            }
        }

        return Encoding.UTF8.GetString(body);
    }

    private static int EndOfHead(ReadOnlySpan<byte> bytes, int searched)
    {
        var from = Math.Max(0, searched - 3);
        var at = bytes[from..].IndexOf("\r\n\r\n"u8);
        return at < 0 ? -1 : from + at + 4;
    }
}
