namespace Polydev.Controller.Tenants;

/// <summary>What a tenant may use; null is no limit of its own.</summary>
internal sealed record TenantLimits
{
    /// <summary>Executions that may run at the same time.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Executions that may wait in the queue.</summary>
    public int? MaxQueued { get; init; }

    /// <summary>Executions that may begin in a minute.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>US dollars per calendar day, UTC.</summary>
    public decimal? DailySpendUsd { get; init; }

    /// <summary>US dollars per calendar month, UTC.</summary>
    public decimal? MonthlySpendUsd { get; init; }
}
