using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Polydev.Controller.Tenants;

/// <summary>SHA-256 of an API key: what is stored and looked up in the key's place.</summary>
/// <remarks>A key has 256 random bits, so a plain hash gives nothing away and a lookup by it leaks no useful timing.</remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KeyHash
{
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private KeyHash(ReadOnlySpan<ulong> words) => (_first, _second, _third, _fourth) = (words[0], words[1], words[2], words[3]);

    /// <summary>The hash of a presented key.</summary>
    public static KeyHash Of(ReadOnlySpan<char> key)
    {
        Span<byte> text = stackalloc byte[ApiKeys.Length * 3];
        Span<ulong> words = stackalloc ulong[4];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(key, text)], MemoryMarshal.AsBytes(words));
        return new KeyHash(words);
    }

    /// <summary>A stored hash.</summary>
    public static KeyHash From(ReadOnlySpan<byte> stored) => new(MemoryMarshal.Cast<byte, ulong>(stored));

    /// <summary>The hash as it is stored.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes<ulong>([_first, _second, _third, _fourth]).ToArray();

    /// <summary>Eight of its bytes: they are as random as the whole.</summary>
    public override int GetHashCode() => _first.GetHashCode();
}
