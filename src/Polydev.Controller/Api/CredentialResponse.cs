using Polydev.Controller.Credentials;

namespace Polydev.Controller.Api;

/// <summary>A credential as the API shows it: enough to recognise the key, never the key.</summary>
/// <param name="Provider">Name of the provider.</param>
/// <param name="Hint">Last four characters of the key; empty for a short one.</param>
/// <param name="Fingerprint">Twelve hexadecimal digits that tell two keys apart.</param>
/// <param name="Readable">Whether it can be decrypted; else it must be set again.</param>
/// <param name="UpdatedAt">When it was set.</param>
internal sealed record CredentialResponse(string Provider, string Hint, string Fingerprint, bool Readable, DateTimeOffset UpdatedAt)
{
    /// <summary>The credential shown.</summary>
    public static CredentialResponse Of(Credential credential) =>
        new(credential.Provider, credential.Last4, credential.Fingerprint, credential.Secret is not null, credential.UpdatedAt);
}
