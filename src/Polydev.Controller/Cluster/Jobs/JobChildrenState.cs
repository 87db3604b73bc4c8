namespace Polydev.Controller.Cluster.Jobs;

/// <summary>What was dispatched from a job.</summary>
/// <param name="Pending">Waiting or starting.</param>
/// <param name="Running">Running.</param>
/// <param name="Ended">Ended, and still listed.</param>
internal sealed record JobChildrenState(int Pending, int Running, int Ended);
