namespace Polydev.Controller.Storage;

/// <summary>A tenant's key at a provider as it is stored.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Provider">Name of the provider.</param>
/// <param name="Protected">The key, encrypted.</param>
/// <param name="Last4">Its last four characters.</param>
/// <param name="Fingerprint">Beginning of its keyed hash, to tell two keys apart.</param>
/// <param name="UpdatedAt">When it was set.</param>
internal sealed record StoredCredential(
    string TenantId, string Provider, byte[] Protected, string Last4, string Fingerprint, DateTimeOffset UpdatedAt);
