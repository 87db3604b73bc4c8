namespace Polydev.Controller.Executions;

/// <summary>
/// The live end of an execution's event log: what is not yet durable, and a window of what is. Readers see durable events only.
/// Lines of JSON, each ended by a line feed; positions are counted in bytes since the first event, so a reader finds its place at once.
/// </summary>
/// <remarks>Not thread-safe: the execution's lock guards it.</remarks>
internal sealed class ExecutionLog(int windowBytes, long firstSeq)
{
    private byte[] _buffer = new byte[512];
    private int _length;
    private long _baseOffset;
    private long _writtenSeq = firstSeq - 1;
    private long _writtenOffset;

    /// <summary>Sequence number of the first event in the window.</summary>
    public long BaseSeq { get; private set; } = firstSeq;

    /// <summary>Sequence number of the last event, durable or not; 0 for none.</summary>
    public long LastSeq { get; private set; } = firstSeq - 1;

    /// <summary>Sequence number of the last durable event.</summary>
    public long DurableSeq { get; private set; } = firstSeq - 1;

    /// <summary>Position behind the last durable event.</summary>
    public long DurableOffset { get; private set; }

    /// <summary>Position of the first event in the window.</summary>
    public long BaseOffset => _baseOffset;

    /// <summary>Whether there are events that are not durable.</summary>
    public bool HasPending => LastSeq > DurableSeq;

    /// <summary>Bytes that are not durable.</summary>
    public long PendingBytes => _baseOffset + _length - DurableOffset;

    /// <summary>Bytes of memory it holds.</summary>
    public int HeldBytes => _buffer.Length;

    /// <summary>Appends one event.</summary>
    public void Append(ReadOnlySpan<byte> json)
    {
        EnsureRoom(json.Length + 1);
        json.CopyTo(_buffer.AsSpan(_length));
        _length += json.Length;
        _buffer[_length++] = (byte)'\n';
        LastSeq++;
    }

    /// <summary>What waits to be made durable, without the last line feed, and its numbers. A later call covers what an earlier one did.</summary>
    public ReadOnlyMemory<byte> TakePending(out long first, out long last)
    {
        first = DurableSeq + 1;
        last = LastSeq;
        _writtenSeq = LastSeq;
        _writtenOffset = _baseOffset + _length;
        var from = (int)(DurableOffset - _baseOffset);
        return _buffer.AsMemory(from, Math.Max(0, _length - from - 1));
    }

    /// <summary>What was last taken is durable; forgets the oldest events past the window.</summary>
    public void Commit()
    {
        DurableSeq = _writtenSeq;
        DurableOffset = _writtenOffset;

        // Before it is full: a buffer that had to grow would be twice the window, for as long as the execution lives.
        if (_length > windowBytes - (windowBytes / 8) && DurableOffset - _baseOffset > windowBytes / 2)
        {
            Trim();
        }
    }

    /// <summary>Durable events from a position on; the position must be in the window. Valid until the log changes.</summary>
    public ReadOnlySpan<byte> Read(long offset) => _buffer.AsSpan((int)(offset - _baseOffset), (int)(DurableOffset - offset));

    /// <summary>Position behind an event of the window, from where its reader left off or, when that is not known, by counting.</summary>
    public long OffsetAfter(long seq, long known)
    {
        if (known >= _baseOffset)
        {
            return known;
        }

        var at = 0;
        for (var left = seq - BaseSeq + 1; left > 0; left--)
        {
            at += _buffer.AsSpan(at, _length - at).IndexOf((byte)'\n') + 1;
        }

        return _baseOffset + at;
    }

    private void Trim()
    {
        var keepFrom = (int)(DurableOffset - _baseOffset) - (windowBytes / 2);
        var cut = _buffer.AsSpan(keepFrom, _length - keepFrom).IndexOf((byte)'\n') + keepFrom + 1;
        BaseSeq += _buffer.AsSpan(0, cut).Count((byte)'\n');
        _buffer.AsSpan(cut, _length - cut).CopyTo(_buffer);
        _length -= cut;
        _baseOffset += cut;
    }

    private void EnsureRoom(int more)
    {
        if (_buffer.Length - _length >= more)
        {
            return;
        }

        Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + more));
    }
}
