namespace Polydev.Controller.Storage.Records;

/// <summary>A certificate that a node holds. One that is not here is not good, whoever signed it.</summary>
internal sealed class NodeCertificateRecord
{
    /// <summary>Serial number, hexadecimal.</summary>
    public required string Serial { get; init; }

    public required string Node { get; init; }

    /// <summary>SHA-256 of the node's public key.</summary>
    public required byte[] KeyHash { get; init; }

    /// <summary>The join token it was made for; null for a renewed one.</summary>
    public string? TokenId { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}
