using System.Buffers;
using Polydev.Protocol.Link;

namespace Polydev.Worker.Linked;

/// <summary>The lines of one execution that the controller has not acknowledged, and how far they went onto the present link.</summary>
/// <remarks>
/// One contiguous buffer: acknowledged lines leave at the front, new ones join at the back. Lines hold no line feed but their last byte,
/// so an acknowledgement finds its place by counting line feeds. Not thread-safe.
/// </remarks>
internal sealed class EventLines(long firstSeq) : IBufferWriter<byte>
{
    private const int FirstBytes = 4 * 1024;
    private const int LargestPooled = 64 * 1024;

    private byte[] _bytes = [];
    private int _head;
    private int _sent;
    private int _tail;
    private int _done = -1;
    private long _headSeq = firstSeq;
    private long _acked = firstSeq - 1;
    private bool _dropped;

    /// <summary>Sequence number of the newest event; one less than the first when there is none yet.</summary>
    public long LastSeq { get; private set; } = firstSeq - 1;

    /// <summary>Bytes held.</summary>
    public int Held => _tail - _head;

    /// <summary>Whether something waits to go onto the link.</summary>
    public bool HasUnsent => _sent < _tail;

    /// <summary>Whether a line is half on the link: nothing else may go before its rest.</summary>
    public bool IsMidLine => _sent > _head && _bytes[_sent - 1] != (byte)'\n';

    /// <summary>Whether all is over: the last line was added, all events are acknowledged or dropped, and all went out.</summary>
    public bool Finished => _done >= 0 && _head == _tail;

    /// <summary>Adds an event under the next number.</summary>
    public void Add(string executionId, ReadOnlySpan<byte> eventJson) => EventFrame.Write(this, executionId, ++LastSeq, eventJson);

    /// <summary>Adds the line that closes the execution; no event may follow.</summary>
    public void Close(ReadOnlySpan<byte> line)
    {
        _done = _tail;
        line.CopyTo(GetSpan(line.Length));
        _tail += line.Length;
    }

    /// <summary>Copies what is next for the link. May end in the middle of a line when <paramref name="output"/> is full.</summary>
    public int Copy(Span<byte> output)
    {
        var count = Math.Min(output.Length, _tail - _sent);
        _bytes.AsSpan(_sent, count).CopyTo(output);
        _sent += count;
        Trim();
        return count;
    }

    /// <summary>Forgets the events up to a number: the controller has them for good.</summary>
    public void Acknowledge(long seq)
    {
        _acked = Math.Max(_acked, Math.Min(seq, LastSeq));
        Trim();
    }

    /// <summary>Begins again at the first unacknowledged line: a new link carries nothing of the old one.</summary>
    public void Rewind()
    {
        _sent = _head;
        Trim();
    }

    /// <summary>Forgets all events but the rest of a line that is half on the link, for the controller could not read a torn line.</summary>
    public void Drop()
    {
        _dropped = true;
        _acked = LastSeq;
        var eventsEnd = _done >= 0 ? _done : _tail;
        if (_sent < eventsEnd)
        {
            var keep = IsMidLine ? LineEnd(_sent) : _sent;
            _bytes.AsSpan(eventsEnd, _tail - eventsEnd).CopyTo(_bytes.AsSpan(keep));
            _tail = keep + _tail - eventsEnd;
            _done = _done >= 0 ? keep : -1;
        }

        Trim();
    }

    /// <inheritdoc/>
    public void Advance(int count) => _tail += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_tail);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_tail);
    }

    /// <summary>Gives the memory back; nothing may be added any more.</summary>
    public void Release()
    {
        _head = _sent = _tail = 0;
        Replace([]);
    }

    private int LineEnd(int from) => from + _bytes.AsSpan(from, _tail - from).IndexOf((byte)'\n') + 1;

    private void Trim()
    {
        while (_head < (_done >= 0 ? _done : _tail) && (_dropped || _headSeq <= _acked))
        {
            var end = LineEnd(_head);
            if (_sent > _head && _sent < end)
            {
                return;
            }

            _head = end;
            _headSeq++;
        }

        _sent = Math.Max(_sent, _head);
        if (_head == _done && _sent == _tail)
        {
            _head = _tail;
        }

        if (_head == _tail)
        {
            _done = _done >= 0 ? 0 : -1;
            _head = _sent = _tail = 0;
        }
    }

    private void MakeRoom(int count)
    {
        if (_bytes.Length - _tail >= count)
        {
            return;
        }

        var held = Held;
        if (_bytes.Length / 2 >= held + count)
        {
            _bytes.AsSpan(_head, held).CopyTo(_bytes);
        }
        else
        {
            Replace(Rent(Math.Max(FirstBytes, held + count + ((held + count) / 2))));
        }

        (_sent, _tail, _done, _head) = (_sent - _head, held, _done >= 0 ? _done - _head : -1, 0);
    }

    // A buffer for an image is megabytes: it goes back to the collector and not into a pool that would keep it.
    private static byte[] Rent(int size) =>
        size <= LargestPooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);

    private void Replace(byte[] bytes)
    {
        var old = _bytes;
        old.AsSpan(_head, Math.Min(Held, bytes.Length)).CopyTo(bytes);
        _bytes = bytes;
        if (old.Length is > 0 and <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(old);
        }
    }
}
