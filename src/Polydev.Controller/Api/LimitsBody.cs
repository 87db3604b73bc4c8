using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary>What a tenant may use, in requests and answers; a limit that is null or missing is none.</summary>
internal sealed record LimitsBody
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

    /// <summary>Most dollars a limit can name.</summary>
    private const decimal MostUsd = 1_000_000_000m;

    /// <summary>The limits of a tenant.</summary>
    public static LimitsBody Of(TenantLimits limits) => new()
    {
        MaxConcurrent = limits.MaxConcurrent,
        MaxQueued = limits.MaxQueued,
        RequestsPerMinute = limits.RequestsPerMinute,
        DailySpendUsd = limits.DailySpendUsd,
        MonthlySpendUsd = limits.MonthlySpendUsd,
    };

    /// <summary>The limits as a tenant holds them.</summary>
    public TenantLimits ToLimits() => new()
    {
        MaxConcurrent = MaxConcurrent,
        MaxQueued = MaxQueued,
        RequestsPerMinute = RequestsPerMinute,
        DailySpendUsd = DailySpendUsd,
        MonthlySpendUsd = MonthlySpendUsd,
    };

    /// <summary>Adds what is wrong with them.</summary>
    public void Check(FieldErrors errors) => errors
        .AddIf(MaxConcurrent is < 1, "limits.max_concurrent", "must be at least 1 (suspend the tenant to refuse everything)")
        .AddIf(MaxQueued is < 0, "limits.max_queued", "must not be below 0")
        .AddIf(RequestsPerMinute is < 1, "limits.requests_per_minute", "must be at least 1 (suspend the tenant to refuse everything)")
        .AddIf(DailySpendUsd is < 0 or > MostUsd, "limits.daily_spend_usd", "must be from 0 to a billion")
        .AddIf(MonthlySpendUsd is < 0 or > MostUsd, "limits.monthly_spend_usd", "must be from 0 to a billion");
}
