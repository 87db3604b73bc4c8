using System.Buffers;
using System.Text.Json;
using Polydev.Providers.Sse;

namespace Polydev.Providers.Gemini;

/// <summary>Cuts a JSON body into its objects as they come: the items of an array, or one object alone.</summary>
/// <remarks>It only finds where an object ends; whether the object is good JSON is for its reader to see.</remarks>
internal sealed class JsonObjects(FrameHandler onObject)
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);

    private readonly PooledBytes _object = new();
    private int _depth;
    private bool _inArray;
    private bool _inString;
    private bool _escaped;

    /// <summary>Whether the body ended where JSON may end.</summary>
    public bool IsWhole => _depth == 0 && !_inArray;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = _depth == 0 ? Between(bytes) : Inside(bytes);
        }
    }

    public void Release() => _object.Release();

    /// <summary>Reads one byte that lies outside of any object.</summary>
    private ReadOnlySpan<byte> Between(ReadOnlySpan<byte> bytes)
    {
        switch (bytes[0])
        {
            case (byte)'{':
                _depth = 1;
                Keep(bytes[..1]);
                break;
            case (byte)'[' when !_inArray:
                _inArray = true;
                break;
            case (byte)']' when _inArray:
                _inArray = false;
                break;
            case (byte)',' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                break;
            default:
                throw new JsonException("neither an object nor an array of objects");
        }

        return bytes[1..];
    }

    /// <summary>Reads up to the next byte that may change the depth.</summary>
    private ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> bytes)
    {
        var at = _escaped ? 0 : _inString ? bytes.IndexOfAny((byte)'"', (byte)'\\') : bytes.IndexOfAny(Structure);
        if (at < 0)
        {
            Keep(bytes);
            return default;
        }

        Keep(bytes[..(at + 1)]);
        var value = bytes[at];
        if (_escaped)
        {
            _escaped = false;
        }
        else if (_inString)
        {
            _escaped = value == (byte)'\\';
            _inString = _escaped;
        }
        else if (value == (byte)'"')
        {
            _inString = true;
        }
        else if (value is (byte)'{' or (byte)'[')
        {
            _depth++;
        }
        else if (--_depth == 0)
        {
            onObject(_object.Written);
            _object.Clear();
        }

        return bytes[(at + 1)..];
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_object.Length + (long)bytes.Length > SseFrames.MaxFrameBytes)
        {
            throw new FrameTooLargeException();
        }

        _object.Append(bytes);
    }
}
