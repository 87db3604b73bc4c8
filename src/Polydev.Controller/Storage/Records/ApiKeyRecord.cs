namespace Polydev.Controller.Storage.Records;

/// <summary>A stored API key: its hash and what it may do, never the key.</summary>
internal sealed class ApiKeyRecord
{
    public required string Id { get; init; }

    public required string TenantId { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the whole key, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Last four characters, to recognise it by.</summary>
    public required string Last4 { get; init; }

    public required bool IsAdmin { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
