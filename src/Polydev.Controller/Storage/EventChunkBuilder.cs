using System.Buffers;

namespace Polydev.Controller.Storage;

/// <summary>Joins batches of lines to one chunk that begins and ends where it is asked to.</summary>
internal sealed class EventChunkBuilder(long afterSeq, int maxBytes)
{
    private readonly ArrayBufferWriter<byte> _lines = new();
    private long _first;
    private long _last;

    /// <summary>Whether nothing was taken.</summary>
    public bool IsEmpty => _last == 0;

    /// <summary>Takes of the batch what is after the sequence number, was not taken before, and fits.</summary>
    /// <returns>Whether there is room for more.</returns>
    public bool TryAdd(long firstSeq, long lastSeq, ReadOnlySpan<byte> events)
    {
        for (var seq = firstSeq; seq <= lastSeq; seq++)
        {
            var end = events.IndexOf((byte)'\n');
            var line = end < 0 ? events : events[..end];
            events = end < 0 ? [] : events[(end + 1)..];
            if (seq > Math.Max(afterSeq, _last) && !TryAdd(seq, line))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What was taken; null for nothing.</summary>
    public EventChunk? Build() => IsEmpty ? null : new EventChunk(_first, _last, _lines.WrittenMemory);

    private bool TryAdd(long seq, ReadOnlySpan<byte> line)
    {
        if (IsEmpty)
        {
            _first = seq;
        }
        else if (_lines.WrittenCount + 1 + line.Length > maxBytes)
        {
            return false;
        }
        else
        {
            _lines.Write("\n"u8);
        }

        _lines.Write(line);
        _last = seq;
        return true;
    }
}
