using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Polydev.Protocol.Egress;

/// <summary>Signs and checks what a claimed worker shows the egress gateway: whose traffic it is, without a table that gateways would have to share.</summary>
/// <remarks>Form: base64url(JSON of <see cref="EgressIdentity"/>) <c>.</c> base64url(HMAC-SHA256). The key is shared by controller and gateway only.</remarks>
public static class EgressToken
{
    /// <summary>Bytes of a signing key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Makes a token.</summary>
    public static string Sign(EgressIdentity identity, ReadOnlySpan<byte> key)
    {
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(identity, ProtocolJson.Default.EgressIdentity));
        return payload + "." + Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(payload)));
    }

    /// <summary>Checks signature and age. Null when either is wrong.</summary>
    public static EgressIdentity? Verify(string token, ReadOnlySpan<byte> key, DateTimeOffset now)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || token.Length > 4096)
        {
            return null;
        }

        try
        {
            var expected = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(token[..dot]));
            if (!CryptographicOperations.FixedTimeEquals(expected, Base64Url.DecodeFromChars(token.AsSpan(dot + 1))))
            {
                return null;
            }

            var identity = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(token.AsSpan(0, dot)), ProtocolJson.Default.EgressIdentity);
            return identity is not null && now < identity.ExpiresAt ? identity : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
