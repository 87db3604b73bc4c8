namespace Polydev.Controller.Storage.Records;

/// <summary>A token that lets hosts join as nodes: its hash and what it may still do, never the token.</summary>
internal sealed class JoinTokenRecord
{
    public required string Id { get; init; }

    /// <summary>SHA-256 of the token's secret half, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The only name it is good for; null for any.</summary>
    public string? Node { get; init; }

    public required int UsesLeft { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
