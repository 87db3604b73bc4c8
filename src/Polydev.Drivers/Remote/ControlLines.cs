using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Polydev.Drivers.Remote;

/// <summary>Reads the lines of a control connection.</summary>
internal static class ControlLines
{
    /// <summary>Longest line in bytes: a hello that lists some ten thousand workers.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads until the other side ends, or the reader is told to.</summary>
    /// <returns>What the other side did wrong; null when it just ended.</returns>
    public static async Task<string?> PumpAsync<T>(PipeReader input, JsonTypeInfo<T> type, Action<T> take, CancellationToken cancellationToken)
        where T : class
    {
        var scanned = 0L;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            string? fault = null;

            // Only what is new can hold the end of the line.
            if (buffer.Slice(scanned).PositionOf((byte)'\n') is not null)
            {
                while (fault is null && buffer.PositionOf((byte)'\n') is { } end)
                {
                    fault = Take(buffer.Slice(0, end), type, take);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }
            }

            fault ??= buffer.Length > MaxBytes ? "a line that is too long" : null;
            scanned = buffer.Length;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (fault is not null || read.IsCompleted || read.IsCanceled)
            {
                return fault;
            }
        }
    }

    private static string? Take<T>(in ReadOnlySequence<byte> line, JsonTypeInfo<T> type, Action<T> take)
        where T : class
    {
        T? frame;
        try
        {
            var json = new Utf8JsonReader(line);
            frame = line.Length > MaxBytes ? null : JsonSerializer.Deserialize(ref json, type);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return "a line that is no frame";
        }

        if (frame is null)
        {
            return line.Length > MaxBytes ? "a line that is too long" : "a line that is no frame";
        }

        take(frame);
        return null;
    }
}
