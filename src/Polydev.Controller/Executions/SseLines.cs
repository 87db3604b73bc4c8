using System.Buffers;
using System.Buffers.Text;

namespace Polydev.Controller.Executions;

/// <summary>Writes log lines as server-sent events: <c>id:</c> is the sequence number, <c>event:</c> the type, <c>data:</c> the event as it stands in the log.</summary>
/// <remarks>See https://html.spec.whatwg.org/multipage/server-sent-events.html.</remarks>
internal static class SseLines
{
    private const int TypeAt = 9; // behind {"type":"

    /// <summary>A comment that keeps proxies and clients from giving a silent stream up.</summary>
    public static ReadOnlySpan<byte> KeepAlive => ": ka\n\n"u8;

    /// <summary>Writes whole lines; returns the number of the last one.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="lines">Events, joined by line feeds, each starting with its type; a line feed at the end is optional.</param>
    /// <param name="seq">Sequence number before the first of them.</param>
    public static long Write(IBufferWriter<byte> output, ReadOnlySpan<byte> lines, long seq)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            WriteOne(output, end < 0 ? lines : lines[..end], ++seq);
            lines = end < 0 ? [] : lines[(end + 1)..];
        }

        return seq;
    }

    private static void WriteOne(IBufferWriter<byte> output, ReadOnlySpan<byte> json, long seq)
    {
        var type = json[TypeAt..];
        type = type[..type.IndexOf((byte)'"')];
        var span = output.GetSpan(json.Length + type.Length + 48);
        "id: "u8.CopyTo(span);
        Utf8Formatter.TryFormat(seq, span[4..], out var digits);
        var at = 4 + digits;
        at += Put("\nevent: "u8, span[at..]);
        at += Put(type, span[at..]);
        at += Put("\ndata: "u8, span[at..]);
        at += Put(json, span[at..]);
        at += Put("\n\n"u8, span[at..]);
        output.Advance(at);
    }

    private static int Put(ReadOnlySpan<byte> from, Span<byte> to)
    {
        from.CopyTo(to);
        return from.Length;
    }
}
