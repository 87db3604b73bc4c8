namespace Polydev.Controller.Storage.Records;

/// <summary>A tenant's key at a provider, encrypted.</summary>
internal sealed class CredentialRecord
{
    public required string TenantId { get; init; }

    public required string Provider { get; init; }

    /// <summary>The key under Data Protection; only the controller with the same key ring reads it.</summary>
    public required byte[] Protected { get; set; }

    public required string Last4 { get; set; }

    public required string Fingerprint { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
