namespace Polydev.Controller.Usage;

/// <summary>Prices in US dollars for a million tokens.</summary>
internal record Rates
{
    /// <summary>Input that no cache is concerned with.</summary>
    public required decimal Input { get; init; }

    /// <summary>Input read from the provider's cache; null for the price of input.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>Input written to the provider's cache; null for the price of input.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Output, reasoning among it.</summary>
    public required decimal Output { get; init; }

    /// <summary>All prices that are set.</summary>
    internal IEnumerable<decimal> All() => new[] { Input, CachedInput ?? 0, CacheWrite ?? 0, Output };
}
