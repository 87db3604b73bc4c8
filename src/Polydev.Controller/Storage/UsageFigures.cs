namespace Polydev.Controller.Storage;

/// <summary>Sums of usage.</summary>
internal sealed record UsageFigures
{
    /// <summary>Executions that ended.</summary>
    public long Executions { get; init; }

    /// <summary>Of those, the ones that failed or ran out of time.</summary>
    public long Failed { get; init; }

    /// <summary>Tokens of prompts, cached ones among them.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens produced, reasoning among them.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Of the input, tokens read from providers' caches.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Of the output, tokens spent on reasoning where the provider says so.</summary>
    public long ReasoningTokens { get; init; }

    /// <summary>Known cost in billionths of a US dollar.</summary>
    public long CostNanoUsd { get; init; }

    /// <summary>Executions whose cost is not known.</summary>
    public long ExecutionsWithoutCost { get; init; }

    /// <summary>Time from acceptance to end, summed, in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Bytes sent to and received from providers.</summary>
    public long Bytes { get; init; }

    /// <summary>Known cost in US dollars; null when there were executions and the cost of none is known.</summary>
    public decimal? CostUsd => Executions > 0 && Executions == ExecutionsWithoutCost ? null : NanoUsd.ToUsd(CostNanoUsd);
}
