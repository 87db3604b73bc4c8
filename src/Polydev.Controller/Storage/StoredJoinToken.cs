namespace Polydev.Controller.Storage;

/// <summary>A join token as it is stored.</summary>
internal sealed record StoredJoinToken(string Id, byte[] Hash, string? Node, int UsesLeft, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
