namespace Polydev.Simulator;

/// <summary>One name the simulator understands.</summary>
/// <param name="Name">How it is written, parameters as <c>&lt;n&gt;</c>.</param>
/// <param name="Example">A model name that uses it.</param>
/// <param name="Effect">What it does.</param>
public sealed record CatalogEntry(string Name, string Example, string Effect);
