namespace Polydev.Providers.Sse;

/// <summary>Cuts a server-sent event stream into frames, however its bytes arrive.</summary>
/// <remarks>
/// A frame that lies whole in the fed bytes is handed on without a copy. Event names and ids are not kept: every provider repeats in
/// the data what it says in them. Lines end with LF, CRLF or CR; there is no limit on their length but <see cref="MaxFrameBytes"/>.
/// </remarks>
internal sealed class SseFrames(FrameHandler onFrame)
{
    /// <summary>Beyond any image a provider sends, and below what would take a host down.</summary>
    public const int MaxFrameBytes = 256 * 1024 * 1024;

    private readonly PooledBytes _line = new();
    private readonly PooledBytes _data = new();
    private bool _hasData;
    private bool _skipLineFeed;
    private bool _started;

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="FrameTooLargeException">A frame grew beyond <see cref="MaxFrameBytes"/>.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        // The data of a frame of one line, as long as it lies in the fed bytes: the way nearly all frames go.
        ReadOnlySpan<byte> inPlace = default;
        while (!bytes.IsEmpty)
        {
            if (_skipLineFeed)
            {
                _skipLineFeed = false;
                if (bytes[0] == (byte)'\n')
                {
                    bytes = bytes[1..];
                    continue;
                }
            }

            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                Keep(_line, bytes);
                break;
            }

            _skipLineFeed = bytes[end] == (byte)'\r';
            if (_line.Length == 0)
            {
                OnLine(bytes[..end], ref inPlace);
            }
            else
            {
                Keep(_line, bytes[..end]);
                OnBufferedLine(ref inPlace);
            }

            bytes = bytes[(end + 1)..];
        }

        KeepData(inPlace);
    }

    /// <summary>The data of a last frame that no blank line ended, as far as it came; empty when there is none.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        ReadOnlySpan<byte> inPlace = default;
        if (_line.Length > 0)
        {
            OnBufferedLine(ref inPlace);
        }

        return _data.Written;
    }

    public void Release()
    {
        _line.Release();
        _data.Release();
        _hasData = false;
    }

    private void OnBufferedLine(ref ReadOnlySpan<byte> inPlace)
    {
        OnLine(_line.Written, ref inPlace);
        KeepData(inPlace);
        inPlace = default;
        _line.Clear();
    }

    private void OnLine(ReadOnlySpan<byte> line, ref ReadOnlySpan<byte> inPlace)
    {
        if (!_started)
        {
            _started = true;
            line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        }

        if (line.IsEmpty)
        {
            Dispatch(inPlace);
            inPlace = default;
        }
        else if (line.StartsWith("data"u8) && (line.Length == 4 || line[4] == (byte)':'))
        {
            var value = line.Length > 5 ? line[(line[5] == (byte)' ' ? 6 : 5)..] : default;
            if (_hasData || !inPlace.IsEmpty)
            {
                KeepData(inPlace);
                inPlace = default;
                KeepData("\n"u8);
                KeepData(value);
            }
            else
            {
                inPlace = value;
            }
        }
    }

    private void Dispatch(ReadOnlySpan<byte> inPlace)
    {
        if (_hasData)
        {
            onFrame(_data.Written);
            _data.Clear();
            _hasData = false;
        }
        else if (!inPlace.IsEmpty)
        {
            onFrame(inPlace);
        }
    }

    private void KeepData(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _hasData = true;
            Keep(_data, bytes);
        }
    }

    private static void Keep(PooledBytes buffer, ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length + (long)bytes.Length > MaxFrameBytes)
        {
            throw new FrameTooLargeException();
        }

        buffer.Append(bytes);
    }
}
