namespace Polydev.Drivers.Nomad.Model;

/// <summary>A level.</summary>
public sealed record MetricGauge
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its value.</summary>
    public double Value { get; init; }

    /// <summary>What it is about.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
