namespace Polydev.Controller.Storage;

/// <summary>What a tenant spent on one UTC day, in US dollars.</summary>
internal sealed record DailySpend(string TenantId, DateOnly Day, decimal Usd);
