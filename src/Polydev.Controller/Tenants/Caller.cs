namespace Polydev.Controller.Tenants;

/// <summary>Who sends a request, once the key is checked: the tenant it acts for and whether the key is an admin's.</summary>
/// <param name="Tenant">The tenant the request acts for; an admin chooses another with <c>X-Polydev-Tenant</c>.</param>
/// <param name="IsAdmin">Whether the key may manage tenants, keys of others and pools.</param>
/// <param name="KeyId">Id of the key, for the logs.</param>
internal sealed record Caller(Tenant Tenant, bool IsAdmin, string KeyId);
