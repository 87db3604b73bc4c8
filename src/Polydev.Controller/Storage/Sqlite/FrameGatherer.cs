using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Polydev.Controller.Storage.Sqlite;

/// <summary>
/// Gathers the frames of one transaction and writes them to the log together. SQLite writes the head and the page of each frame by themselves: fourteen
/// calls for a commit of seven pages, which are half of what the commit costs. Nothing is kept after the frame that commits.
/// </summary>
/// <remarks>
/// Lives in unmanaged memory behind SQLite's own file. It relies on frames coming one behind the other until the one that commits, as they do when the
/// connection never spills its cache. Should anything else come in between, the transaction fails, is undone, and from then on nothing is gathered.
/// The format: <see href="https://sqlite.org/fileformat2.html#the_write_ahead_log"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FrameGatherer
{
    private const int HeadBytes = 24;
    private const int FirstFrame = 32;

    /// <summary>SQLITE_IOERR_WRITE.</summary>
    private const int WriteFailed = 778;

    /// <summary>Most that is held back: 31 pages of 4 KiB. Larger transactions take more than one write.</summary>
    private const int Capacity = 128 * 1024;

    private byte* _bytes;
    private nint _file;
    private delegate* unmanaged[Cdecl]<nint, byte*, int, long, int> _write;

    /// <summary>Where in the log the bytes held back belong.</summary>
    private long _at;
    private int _length;

    /// <summary>Where the next frame of a transaction that is being written begins; 0 between transactions.</summary>
    private long _next;

    /// <summary>Where the page belongs whose head came last; 0 when none is due.</summary>
    private long _page;
    private byte _commits;
    private byte _off;

    /// <summary>Begins to stand before a file.</summary>
    /// <param name="file">The file below.</param>
    /// <param name="write">How it is written.</param>
    /// <exception cref="OutOfMemoryException">There is no memory.</exception>
    public void Open(nint file, nint write)
    {
        this = default;
        _bytes = (byte*)NativeMemory.Alloc(Capacity);
        _file = file;
        _write = (delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)write;
    }

    /// <summary>Ends. What of a transaction is held back never was committed.</summary>
    public void Close()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
    }

    /// <summary>Takes a write.</summary>
    /// <returns>SQLite's result code.</returns>
    public int Write(byte* bytes, int count, long offset)
    {
        if (_off != 0)
        {
            return _write(_file, bytes, count, offset);
        }

        if (_page != 0)
        {
            return offset == _page ? WritePage(bytes, count) : Interrupted();
        }

        if (count == HeadBytes && offset >= FirstFrame && (_next == 0 || offset == _next))
        {
            _commits = BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(bytes + 4, 4)) != 0 ? (byte)1 : (byte)0;
            _page = offset + count;
            return Append(bytes, count, offset);
        }

        return _next != 0 ? Interrupted() : _write(_file, bytes, count, offset);
    }

    /// <summary>Before anything but a write is done with the file.</summary>
    /// <returns>SQLite's result code.</returns>
    public int Other() => _next == 0 && _page == 0 ? 0 : Interrupted();

    private int WritePage(byte* bytes, int count)
    {
        var code = Append(bytes, count, _page);
        if (code != 0)
        {
            return code;
        }

        (_next, _page) = (_page + count, 0);
        if (_commits == 0)
        {
            return 0;
        }

        code = Flush();
        _next = 0;
        return code;
    }

    private int Append(byte* bytes, int count, long offset)
    {
        if (_length + count > Capacity)
        {
            var code = Flush();
            if (code != 0)
            {
                return code;
            }
        }

        if (_length == 0)
        {
            _at = offset;
        }

        Unsafe.CopyBlockUnaligned(_bytes + _length, bytes, (uint)count);
        _length += count;
        return 0;
    }

    private int Flush()
    {
        if (_length == 0)
        {
            return 0;
        }

        var code = _write(_file, _bytes, _length, _at);
        _length = 0;
        if (code != 0)
        {
            // SQLite undoes the transaction and begins the next where this one began.
            (_next, _page) = (0, 0);
        }

        return code;
    }

    private int Interrupted()
    {
        (_length, _next, _page, _off) = (0, 0, 0, 1);
        return WriteFailed;
    }
}
