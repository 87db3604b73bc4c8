namespace Polydev.Simulator.Scripting;

/// <summary>What the simulator does with a call: what it answers, and what goes wrong on the way.</summary>
/// <param name="Reply">The answer.</param>
/// <param name="Fault">The fault; null when all goes well.</param>
/// <param name="Fixture">Name of a file that is served instead; null for none.</param>
/// <param name="Name">The name it was asked for by: counts the calls of a <see cref="SimulatedFault.Times"/>.</param>
internal sealed record Simulation(SimulatedReply Reply, SimulatedFault? Fault, string? Fixture, string Name);
