namespace Polydev.Controller.Storage;

/// <summary>An API key as it is stored: its hash, never the key.</summary>
/// <param name="Id">Id, <c>key_…</c>.</param>
/// <param name="TenantId">The tenant it acts for.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Hash">SHA-256 of the key, 32 bytes.</param>
/// <param name="Last4">Last four characters, to recognise it by.</param>
/// <param name="IsAdmin">Whether it manages tenants.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
internal sealed record StoredKey(
    string Id, string TenantId, string Name, byte[] Hash, string Last4, bool IsAdmin, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);
