namespace Polydev.Controller.Api;

/// <summary>All tenants, by id.</summary>
internal sealed record TenantListResponse(IReadOnlyList<TenantResponse> Tenants);
