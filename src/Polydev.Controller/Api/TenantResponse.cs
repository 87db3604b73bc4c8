using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary>A tenant as the API shows it.</summary>
internal sealed record TenantResponse(string Id, string Name, bool Suspended, LimitsBody Limits, DateTimeOffset CreatedAt)
{
    /// <summary>The tenant shown.</summary>
    public static TenantResponse Of(Tenant tenant) =>
        new(tenant.Id, tenant.Name, tenant.Suspended, LimitsBody.Of(tenant.Limits), tenant.CreatedAt);
}
