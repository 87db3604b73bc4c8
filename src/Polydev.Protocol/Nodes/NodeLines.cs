using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Polydev.Protocol.Nodes;

/// <summary>Writes and reads the first lines of a connection between node and controller.</summary>
public static class NodeLines
{
    /// <summary>Longest first line in bytes, in either direction: certificates and rules are a few kilobytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The name that the controller's certificate is made out to, wherever the controller is.</summary>
    public const string ControllerName = "controller.polydev.internal";

    /// <summary>A record as a line.</summary>
    public static byte[] Encode<T>(T line, JsonTypeInfo<T> type) => [.. JsonSerializer.SerializeToUtf8Bytes(line, type), (byte)'\n'];

    /// <summary>Reads one line and leaves what follows unread. Null when there is none, it is too long, or it is no such record.</summary>
    public static async ValueTask<T?> ReadAsync<T>(PipeReader input, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Parse(buffer.Slice(0, end), type);
                input.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted || buffer.Length > MaxBytes)
            {
                input.AdvanceTo(buffer.End);
                return null;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static T? Parse<T>(in ReadOnlySequence<byte> line, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var json = new Utf8JsonReader(line);
            return line.Length > MaxBytes ? null : JsonSerializer.Deserialize(ref json, type);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
