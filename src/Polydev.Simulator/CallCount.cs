namespace Polydev.Simulator;

/// <summary>How many requests of one kind reached the simulator.</summary>
/// <param name="Wire">The wire, or <c>other</c> for what is not a model call.</param>
/// <param name="Model">The model asked for; empty where none could be read.</param>
/// <param name="Status">The HTTP status answered; 0 when none was.</param>
/// <param name="Count">How many.</param>
public sealed record CallCount(string Wire, string Model, int Status, long Count);
