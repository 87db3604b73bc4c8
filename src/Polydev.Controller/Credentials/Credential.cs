namespace Polydev.Controller.Credentials;

/// <summary>A tenant's key at a provider, as it is held in memory.</summary>
/// <param name="Provider">Name of the provider.</param>
/// <param name="Last4">Last four characters of the key; empty for a short key.</param>
/// <param name="Fingerprint">Twelve hexadecimal digits that tell two keys apart.</param>
/// <param name="UpdatedAt">When it was set.</param>
/// <param name="Secret">The key; null when it cannot be decrypted.</param>
internal sealed record Credential(string Provider, string Last4, string Fingerprint, DateTimeOffset UpdatedAt, string? Secret)
{
    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"{Provider} …{Last4}";
}
