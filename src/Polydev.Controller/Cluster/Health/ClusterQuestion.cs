namespace Polydev.Controller.Cluster.Health;

/// <summary>What is to be known of a cluster beside its own state.</summary>
/// <param name="Sizes">Sizes of workers, by pool.</param>
/// <param name="PlacesWorkers">Whether the workers of this controller are placed on it.</param>
internal sealed record ClusterQuestion(IReadOnlyList<WorkerSize> Sizes, bool PlacesWorkers);
