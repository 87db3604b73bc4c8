namespace Polydev.Controller.Pools;

/// <summary>A wish for a place on a worker.</summary>
/// <param name="Tenant">Id of the tenant it is for.</param>
/// <param name="Isolation">Whether the worker may be shared with other executions of the tenant.</param>
/// <param name="Pool">Name of the pool; null for the default one.</param>
internal sealed record ClaimRequest(string Tenant, Isolation Isolation, string? Pool = null);
