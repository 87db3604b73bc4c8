using Polydev.Protocol.Events;
using Polydev.Simulator.Scripting;

namespace Polydev.Simulator.Serving;

/// <summary>A call and what is to be done with it: a simulation, or the error it deserves.</summary>
/// <param name="Call">The call.</param>
/// <param name="Simulation">What is to happen; null when there is an error.</param>
/// <param name="Error">What is wrong with the call; null when all is well.</param>
internal sealed record Order(Call Call, Simulation? Simulation, ExecutionError? Error);
