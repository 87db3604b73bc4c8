namespace Polydev.Simulator.Counting;

/// <summary>What requests are counted by.</summary>
/// <param name="Wire">The wire, or <c>other</c>.</param>
/// <param name="Model">The model asked for.</param>
/// <param name="Status">The HTTP status answered.</param>
internal readonly record struct CallKey(string Wire, string Model, int Status);
