namespace Polydev.Controller.Pools;

/// <summary>The stored fact that a worker belongs to a tenant.</summary>
/// <param name="WorkerId">The worker.</param>
/// <param name="TenantId">Its tenant.</param>
internal sealed record ClaimRecord(string WorkerId, string TenantId);
