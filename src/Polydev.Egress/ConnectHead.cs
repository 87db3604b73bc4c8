using System.Text;
using Polydev.Egress.Policy;

namespace Polydev.Egress;

/// <summary>The head of a CONNECT request (RFC 9110 §9.3.6, RFC 9112 §3.2.3), read by hand and strictly: what is odd is refused, not repaired.</summary>
/// <param name="Target">Where the tunnel is to lead.</param>
/// <param name="Token">What <c>Proxy-Authorization: Bearer</c> carries; null without one.</param>
internal sealed record ConnectHead(HostAndPort Target, string? Token)
{
    /// <summary>Most bytes of a head.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Reads a head from the start of what arrived.</summary>
    /// <param name="bytes">All that arrived.</param>
    /// <param name="searched">How many of them an earlier call has already seen.</param>
    /// <param name="head">The head, when it is <see cref="HeadState.Complete"/>.</param>
    /// <param name="length">Its length: what follows is the tunnel's.</param>
    public static HeadState Read(ReadOnlySpan<byte> bytes, int searched, out ConnectHead? head, out int length)
    {
        head = null;
        length = 0;
        var from = Math.Max(0, searched - 3);
        var end = bytes[from..].IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return bytes.Length >= MaxBytes ? HeadState.TooLong : HeadState.Incomplete;
        }

        length = from + end + 4;
        return length > MaxBytes ? HeadState.TooLong : Parse(bytes[..(from + end)], out head);
    }

    private static HeadState Parse(ReadOnlySpan<byte> text, out ConnectHead? head)
    {
        head = null;
        var (line, rest) = Cut(text);
        var state = RequestLine(line, out var target);
        if (state != HeadState.Complete)
        {
            return state;
        }

        string? token = null;
        var authorized = false;
        while (!rest.IsEmpty)
        {
            var (field, next) = Cut(rest);
            rest = next;
            var colon = field.IndexOf((byte)':');
            if (colon < 1 || field[..colon].ContainsAnyExcept(s_tokenCharacters) || field.ContainsAny((byte)'\r', (byte)'\n', (byte)0))
            {
                return HeadState.Malformed;
            }

            if (Ascii.EqualsIgnoreCase(field[..colon], "proxy-authorization"u8))
            {
                if (authorized)
                {
                    return HeadState.Malformed;
                }

                authorized = true;
                token = Bearer(field[(colon + 1)..].Trim(" \t"u8));
            }
        }

        head = new ConnectHead(target!, token);
        return HeadState.Complete;
    }

    private static readonly System.Buffers.SearchValues<byte> s_tokenCharacters =
        System.Buffers.SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static HeadState RequestLine(ReadOnlySpan<byte> line, out HostAndPort? target)
    {
        target = null;
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first < 1 || last == first || line[..first].ContainsAnyExcept(s_tokenCharacters)
            || !(line[(last + 1)..].SequenceEqual("HTTP/1.1"u8) || line[(last + 1)..].SequenceEqual("HTTP/1.0"u8)))
        {
            return HeadState.Malformed;
        }

        if (!line[..first].SequenceEqual("CONNECT"u8))
        {
            return HeadState.OtherMethod;
        }

        target = HostAndPort.Parse(Encoding.Latin1.GetString(line[(first + 1)..last]));
        return target is null ? HeadState.Malformed : HeadState.Complete;
    }

    private static string? Bearer(ReadOnlySpan<byte> value)
    {
        var scheme = "bearer "u8;
        return value.Length > scheme.Length && Ascii.EqualsIgnoreCase(value[..scheme.Length], scheme)
            ? Encoding.Latin1.GetString(value[scheme.Length..].TrimStart((byte)' '))
            : null;
    }

    private static Halves Cut(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf("\r\n"u8);
        return end < 0 ? new Halves(text, default) : new Halves(text[..end], text[(end + 2)..]);
    }

    /// <summary>A line and what follows it.</summary>
    private readonly ref struct Halves(ReadOnlySpan<byte> line, ReadOnlySpan<byte> rest)
    {
        private readonly ReadOnlySpan<byte> _line = line;
        private readonly ReadOnlySpan<byte> _rest = rest;

        public void Deconstruct(out ReadOnlySpan<byte> line, out ReadOnlySpan<byte> rest)
        {
            line = _line;
            rest = _rest;
        }
    }
}
