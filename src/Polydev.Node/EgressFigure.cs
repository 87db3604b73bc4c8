namespace Polydev.Node;

/// <summary>One number that the gateway's process counts, on its way to the metrics of the node.</summary>
/// <param name="Name">Name of the instrument.</param>
/// <param name="Tags">Its labels.</param>
/// <param name="Value">The sum so far; of a gauge, the value now.</param>
/// <param name="Count">How many measurements are in the sum.</param>
internal sealed record EgressFigure(string Name, IReadOnlyDictionary<string, string?> Tags, double Value, long Count);
