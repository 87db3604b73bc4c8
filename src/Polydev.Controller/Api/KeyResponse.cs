using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary>An API key as the API shows it: with the key itself in the answer that made it, and never again.</summary>
internal sealed record KeyResponse(
    string Id, string Tenant, string Name, bool Admin, string Hint, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, string? Key)
{
    /// <summary>The key shown.</summary>
    public static KeyResponse Of(ApiKey key, string? secret = null) =>
        new(key.Id, key.TenantId, key.Name, key.IsAdmin, key.Last4, key.CreatedAt, key.ExpiresAt, secret);
}
