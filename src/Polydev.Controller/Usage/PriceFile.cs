namespace Polydev.Controller.Usage;

/// <summary>A price list as it stands in its file.</summary>
internal sealed record PriceFile
{
    /// <summary>Version of the format.</summary>
    public required int Version { get; init; }

    /// <summary>Currency; US dollars are all that is known.</summary>
    public required string Currency { get; init; }

    /// <summary>Day on which the prices were right.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Where the prices come from, for whoever looks after the file; null when it does not say.</summary>
    public string? Source { get; init; }

    /// <summary>The prices.</summary>
    public required IReadOnlyList<PriceEntry> Prices { get; init; }
}
