namespace Polydev.Controller.Storage;

/// <summary>A node's certificate as it is stored.</summary>
internal sealed record StoredNodeCertificate(
    string Serial, string Node, byte[] KeyHash, string? TokenId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt = null);
