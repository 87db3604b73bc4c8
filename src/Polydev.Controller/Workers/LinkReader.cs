using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Polydev.Protocol;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>Reads a link's lines off its connection.</summary>
internal static class LinkReader
{
    // A hello is a few hundred bytes and a line per held execution; nothing unknown gets to make us hold megabytes.
    private const int MaxHelloBytes = 1024 * 1024;

    /// <summary>Reads the first line. Null when it is no hello.</summary>
    public static async ValueTask<HelloFrame?> ReadHelloAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (LinkLines.TryTake(ref buffer, out var line))
            {
                var hello = Parse(line);
                input.AdvanceTo(buffer.Start);
                return hello;
            }

            if (read.IsCompleted || buffer.Length > MaxHelloBytes)
            {
                return null;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Reads until the link is over.</summary>
    /// <returns>What the worker did wrong; null when the link just ended.</returns>
    public static async Task<string?> PumpAsync(PipeReader input, LinkInbox inbox)
    {
        var scanned = 0L;
        while (true)
        {
            var read = await input.ReadAsync(CancellationToken.None);
            var buffer = read.Buffer;
            string? fault = null;

            // Only what is new can hold the end of the line: a picture of megabytes comes in hundreds of reads.
            if (buffer.Slice(scanned).PositionOf((byte)'\n') is not null)
            {
                while (fault is null && LinkLines.TryTake(ref buffer, out var line))
                {
                    fault = inbox.OnLine(line);
                }
            }
            else if (buffer.Length > LinkPaths.MaxLineBytes)
            {
                fault = "a line that is too long";
            }

            scanned = buffer.Length;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (fault is not null || read.IsCompleted)
            {
                return fault;
            }
        }
    }

    private static HelloFrame? Parse(in ReadOnlySequence<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            var hello = JsonSerializer.Deserialize(ref json, ProtocolJson.Default.WorkerFrame) as HelloFrame;

            // The serializer holds null out of fields, not out of lists.
            return hello?.Resume.Any(point => point is null) == true ? null : hello;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
