using System.Text.Json;
using System.Text.Unicode;

namespace Polydev.Providers.Json;

/// <summary>Decides whether the escaped bytes of a JSON string may be handed on as they are, and mends them where not.</summary>
internal static class EscapedText
{
    private const int EscapeLength = 6;

    /// <summary>Copies the string; half a surrogate pair, which no reader after us would take, becomes U+FFFD.</summary>
    /// <exception cref="JsonException">The bytes are not UTF-8.</exception>
    public static void CopyTo(ReadOnlySpan<byte> escaped, PooledBytes target)
    {
        if (!Utf8.IsValid(escaped))
        {
            throw new JsonException("a string is not valid UTF-8");
        }

        var rest = escaped;
        for (var at = 0; (at = NextUnicodeEscape(rest, at)) >= 0;)
        {
            var unit = Unit(rest, at);
            var low = unit is >= 0xD800 and < 0xDC00 ? Unit(rest, at + EscapeLength) : -1;
            if (low is >= 0xDC00 and < 0xE000)
            {
                at += 2 * EscapeLength;
                continue;
            }

            if (unit is >= 0xD800 and < 0xE000)
            {
                target.Append(rest[..at]);
                target.Append(@"\ufffd"u8);
                rest = rest[(at + EscapeLength)..];
                at = 0;
                continue;
            }

            at += EscapeLength;
        }

        target.Append(rest);
    }

    private static int NextUnicodeEscape(ReadOnlySpan<byte> text, int from)
    {
        while (from < text.Length)
        {
            var found = text[from..].IndexOf((byte)'\\');
            if (found < 0)
            {
                return -1;
            }

            from += found;
            if (text[from + 1] == (byte)'u')
            {
                return from;
            }

            from += 2;
        }

        return -1;
    }

    private static int Unit(ReadOnlySpan<byte> text, int at)
    {
        if (at + EscapeLength > text.Length || text[at] != (byte)'\\' || text[at + 1] != (byte)'u')
        {
            return -1;
        }

        var unit = 0;
        foreach (var digit in text.Slice(at + 2, 4))
        {
            unit = (unit << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return unit;
    }
}
