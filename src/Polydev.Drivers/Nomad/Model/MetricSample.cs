namespace Polydev.Drivers.Nomad.Model;

/// <summary>Counts or times of an interval.</summary>
public sealed record MetricSample
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>How many.</summary>
    public int Count { get; init; }

    /// <summary>Sum.</summary>
    public double Sum { get; init; }

    /// <summary>Mean.</summary>
    public double Mean { get; init; }

    /// <summary>Most.</summary>
    public double Max { get; init; }

    /// <summary>What it is about.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
