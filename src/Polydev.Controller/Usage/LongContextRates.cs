namespace Polydev.Controller.Usage;

/// <summary>Prices of a whole request whose input is longer than a limit.</summary>
internal sealed record LongContextRates : Rates
{
    /// <summary>Tokens of input past which these prices hold.</summary>
    public required long AboveInputTokens { get; init; }
}
