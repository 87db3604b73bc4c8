using System.Buffers;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>Events of one execution that are in the tail and not yet in a batch.</summary>
internal sealed class OpenBatch(long execution)
{
    private byte[] _bytes = [];

    /// <summary>Row number of the execution.</summary>
    public long Execution => execution;

    /// <summary>Sequence number of the first event.</summary>
    public long FirstSeq { get; private set; }

    /// <summary>Sequence number of the last event.</summary>
    public long LastSeq { get; private set; }

    /// <summary>Bytes of events; 0 when there is none.</summary>
    public int Length { get; private set; }

    /// <summary>Grows when the events are cleared: a row of the tail that was written before is not needed any more.</summary>
    public int Generation { get; private set; }

    /// <summary>The events, joined by line feeds.</summary>
    public ReadOnlySpan<byte> Events => _bytes.AsSpan(0, Length);

    /// <summary>Adds events behind those that are here.</summary>
    public void Append(long firstSeq, long lastSeq, ReadOnlySpan<byte> events)
    {
        EnsureRoom(Length + 1 + events.Length);
        if (Length == 0)
        {
            FirstSeq = firstSeq;
        }
        else
        {
            _bytes[Length++] = (byte)'\n';
        }

        events.CopyTo(_bytes.AsSpan(Length));
        Length += events.Length;
        LastSeq = lastSeq;
    }

    /// <summary>Forgets the events: they are elsewhere.</summary>
    public void Clear()
    {
        Give(_bytes);
        _bytes = [];
        Length = 0;
        Generation++;
    }

    private static void Give(byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void EnsureRoom(int length)
    {
        if (_bytes.Length >= length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, _bytes.Length * 2));
        Events.CopyTo(larger);
        Give(_bytes);
        _bytes = larger;
    }
}
