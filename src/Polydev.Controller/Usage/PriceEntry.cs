namespace Polydev.Controller.Usage;

/// <summary>The prices of models that cost the same.</summary>
internal sealed record PriceEntry : Rates
{
    /// <summary>Name of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Names of models; one that ends in <c>*</c> stands for all that begin so.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Prices of requests with long input; null where length does not matter.</summary>
    public LongContextRates? LongContext { get; init; }
}
