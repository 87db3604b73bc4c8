namespace Polydev.Controller.Storage;

/// <summary>Usage summed up by some of day, tenant, user, provider and model; null is what was not asked for.</summary>
/// <param name="Day">UTC day.</param>
/// <param name="Tenant">Id of the tenant.</param>
/// <param name="User">The caller's own name of its user; empty for executions without one.</param>
/// <param name="Provider">Provider.</param>
/// <param name="Model">Model.</param>
/// <param name="Figures">The sums.</param>
internal sealed record UsageGroup(DateOnly? Day, string? Tenant, string? User, string? Provider, string? Model, UsageFigures Figures);
