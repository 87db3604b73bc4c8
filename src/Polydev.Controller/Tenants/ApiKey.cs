namespace Polydev.Controller.Tenants;

/// <summary>A key as it is held in memory, without its secret.</summary>
/// <param name="Id">Id, <c>key_…</c>.</param>
/// <param name="TenantId">The tenant it acts for.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Last4">Last four characters.</param>
/// <param name="IsAdmin">Whether it manages tenants.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
internal sealed record ApiKey(string Id, string TenantId, string Name, string Last4, bool IsAdmin, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>The hash it is found by.</summary>
    public required KeyHash Hash { get; init; }
}
