using System.Buffers.Text;
using System.Security.Cryptography;

namespace Polydev.Controller.Tenants;

/// <summary>How API keys look: <c>pd_</c> and 32 random bytes as base64url.</summary>
internal static class ApiKeys
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "pd_";

    /// <summary>Characters of a key.</summary>
    public const int Length = 3 + 43;

    /// <summary>A new key.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Whether the text can be a key at all.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<char> text) => text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal);
}
