using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polydev.Protocol.Nodes;

/// <summary>
/// What an operator carries from the controller to a host, so that each can trust the other: a secret that the controller knows, and the fingerprint of
/// the controller's authority, which the node checks before it says the secret.
/// </summary>
/// <param name="secret"><c>pdj_</c> and 32 random bytes, base64url; stored as a hash.</param>
/// <param name="pin">SHA-256 of the authority's SubjectPublicKeyInfo, base64url.</param>
public sealed class JoinToken(string secret, string pin)
{
    private const string Prefix = "pdj_";
    private const int Random = 32;
    private const int Encoded = 43;

    /// <summary>What only the controller and whoever may join know; stored as a hash.</summary>
    public string Secret => secret;

    /// <summary>Fingerprint of the authority that the controller must have.</summary>
    public string Pin => pin;

    /// <summary>The token as it is carried.</summary>
    public string Text => $"{Secret}.{Pin}";

    /// <summary>A new secret.</summary>
    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Random));

    /// <summary>The fingerprint of an authority.</summary>
    public static string PinOf(X509Certificate2 authority) =>
        Base64Url.EncodeToString(SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Reads a token. False when the text is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JoinToken? token)
    {
        var parts = text.Trim().Split('.');
        var isOne = parts.Length == 2 && IsSecret(parts[0]) && parts[1].Length == Encoded && Base64Url.IsValid(parts[1]);
        token = isOne ? new JoinToken(parts[0], parts[1]) : null;
        return isOne;
    }

    /// <summary>Whether the text can be the secret half.</summary>
    public static bool IsSecret(string text) =>
        text.Length == Prefix.Length + Encoded && text.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.IsValid(text.AsSpan(Prefix.Length));

    /// <summary>Without the secret: this is printed in logs and debuggers.</summary>
    public override string ToString() => $"join token for {Pin}";
}
