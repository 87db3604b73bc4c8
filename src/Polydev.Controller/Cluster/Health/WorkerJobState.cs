namespace Polydev.Controller.Cluster.Health;

/// <summary>The job that a pool's workers are dispatched from.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Id">Id of the job.</param>
/// <param name="Registered">Whether the cluster has it.</param>
/// <param name="Differences">Where it does not say what it should.</param>
internal sealed record WorkerJobState(string Pool, string Id, bool Registered, IReadOnlyList<string> Differences);
