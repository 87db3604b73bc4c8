namespace Polydev.Controller.Cluster.Health;

/// <summary>Jobs whose ids are like ours.</summary>
/// <param name="Pending">Waiting.</param>
/// <param name="Running">Running.</param>
/// <param name="Dead">Ended, and still listed.</param>
/// <param name="Workers">Dispatched workers that run.</param>
/// <param name="DeadWorkers">Dispatched workers that have ended and are still listed.</param>
internal sealed record JobCounts(int Pending, int Running, int Dead, int Workers, int DeadWorkers);
