using System.Buffers;

namespace Polydev.Protocol.Link;

/// <summary>Cuts a link's byte stream into lines.</summary>
public static class LinkLines
{
    /// <summary>Takes the next whole line off a buffer.</summary>
    /// <param name="buffer">What was read and not yet used; moved behind the line.</param>
    /// <param name="line">The line without its line feed.</param>
    /// <returns>False when no whole line is there yet.</returns>
    /// <exception cref="InvalidDataException">The line is longer than <see cref="LinkPaths.MaxLineBytes"/>.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        if (buffer.Length > LinkPaths.MaxLineBytes)
        {
            throw new InvalidDataException($"a line of the worker link is longer than {LinkPaths.MaxLineBytes} bytes");
        }

        line = default;
        return false;
    }
}
