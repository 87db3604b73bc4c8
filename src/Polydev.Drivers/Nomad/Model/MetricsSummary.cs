namespace Polydev.Drivers.Nomad.Model;

/// <summary>An agent's figures of the last interval.</summary>
public sealed record MetricsSummary
{
    /// <summary>When the interval ended.</summary>
    public string? Timestamp { get; init; }

    /// <summary>Levels.</summary>
    public IReadOnlyList<MetricGauge>? Gauges { get; init; }

    /// <summary>Counts.</summary>
    public IReadOnlyList<MetricSample>? Counters { get; init; }

    /// <summary>Times, in ms.</summary>
    public IReadOnlyList<MetricSample>? Samples { get; init; }
}
