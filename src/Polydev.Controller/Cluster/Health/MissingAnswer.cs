namespace Polydev.Controller.Cluster.Health;

/// <summary>Something that could not be asked.</summary>
/// <param name="What">What: agent, leader, servers, nodes, allocations, jobs or worker jobs.</param>
/// <param name="Message">Why not, and what to do.</param>
internal sealed record MissingAnswer(string What, string Message);
