namespace Polydev.Simulator;

/// <summary>A tool call in a scripted reply.</summary>
/// <param name="Name">Name of the function.</param>
/// <param name="Arguments">Pieces of the JSON text of its arguments.</param>
/// <param name="Id">Id of the call; null makes one up where the wire has ids.</param>
public sealed record SimulatedToolCall(string Name, IReadOnlyList<string> Arguments, string? Id = null);
