using System.Buffers;
using Polydev.Protocol.Link;

namespace Polydev.Worker.Linked;

/// <summary>Cuts the controller's stream into lines, in one buffer that is small while the link is quiet.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    private const int RestingBytes = 4 * 1024;
    private const int LargestPooled = 1024 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(RestingBytes);
    private int _start;
    private int _scanned;
    private int _end;

    /// <summary>Takes the next whole line that is here, without its line feed; valid until the next read.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        var feed = _bytes.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (feed < 0)
        {
            _scanned = _end;
            line = default;
            return false;
        }

        line = _bytes.AsSpan(_start, _scanned + feed - _start);
        _start = _scanned += feed + 1;
        return true;
    }

    /// <summary>Waits for more bytes. False when the stream ended.</summary>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="LinkPaths.MaxLineBytes"/>.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var count = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        _end += count;
        return count > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Replace([]);

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held > LinkPaths.MaxLineBytes)
        {
            throw new InvalidDataException($"a line of the link is longer than {LinkPaths.MaxLineBytes} bytes");
        }

        if (held == 0 && _bytes.Length > RestingBytes * 4)
        {
            Replace(ArrayPool<byte>.Shared.Rent(RestingBytes));
        }
        else if (_end == _bytes.Length && held > _bytes.Length / 2)
        {
            var size = _bytes.Length * 2;
            Replace(size <= LargestPooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size));
        }
        else if (_end == _bytes.Length || held == 0)
        {
            _bytes.AsSpan(_start, held).CopyTo(_bytes);
        }
        else
        {
            return;
        }

        (_start, _scanned, _end) = (0, _scanned - _start, held);
    }

    private void Replace(byte[] bytes)
    {
        var old = _bytes;
        old.AsSpan(_start, Math.Min(_end - _start, bytes.Length)).CopyTo(bytes);
        _bytes = bytes;
        if (old.Length is > 0 and <= LargestPooled)
        {
            // Run frames carry keys: they must not lie about in the pool for others to find.
            ArrayPool<byte>.Shared.Return(old, clearArray: true);
        }
    }
}
