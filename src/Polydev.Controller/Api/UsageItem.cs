using Polydev.Controller.Storage;

namespace Polydev.Controller.Api;

/// <summary>Usage summed up. Of day, tenant, user, provider and model those are set that were grouped by.</summary>
internal sealed record UsageItem
{
    /// <summary>UTC day.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Id of the tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The caller's own name of its user; empty for executions without one.</summary>
    public string? User { get; init; }

    /// <summary>Provider of the last attempt.</summary>
    public string? Provider { get; init; }

    /// <summary>Model of the last attempt.</summary>
    public string? Model { get; init; }

    /// <summary>Executions that ended.</summary>
    public required long Executions { get; init; }

    /// <summary>Of those, the ones that failed or ran out of time.</summary>
    public required long Failed { get; init; }

    /// <summary>Tokens of prompts, cached ones among them.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens produced, reasoning among them.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Of the input, tokens read from providers' caches.</summary>
    public required long CachedInputTokens { get; init; }

    /// <summary>Of the output, tokens spent on reasoning where the provider says so.</summary>
    public required long ReasoningTokens { get; init; }

    /// <summary>Known cost in US dollars; missing when the cost of no execution is known.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Executions whose cost is not known and not in <see cref="CostUsd"/>.</summary>
    public required long ExecutionsWithoutCost { get; init; }

    /// <summary>Time from acceptance to end, summed, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Bytes sent to and received from providers.</summary>
    public required long Bytes { get; init; }

    /// <summary>The group shown.</summary>
    public static UsageItem Of(UsageGroup group) => new()
    {
        Day = group.Day,
        Tenant = group.Tenant,
        User = group.User,
        Provider = group.Provider,
        Model = group.Model,
        Executions = group.Figures.Executions,
        Failed = group.Figures.Failed,
        InputTokens = group.Figures.InputTokens,
        OutputTokens = group.Figures.OutputTokens,
        CachedInputTokens = group.Figures.CachedInputTokens,
        ReasoningTokens = group.Figures.ReasoningTokens,
        CostUsd = group.Figures.CostUsd,
        ExecutionsWithoutCost = group.Figures.ExecutionsWithoutCost,
        Seconds = group.Figures.Seconds,
        Bytes = group.Figures.Bytes,
    };
}
