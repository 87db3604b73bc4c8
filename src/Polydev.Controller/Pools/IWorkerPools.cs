namespace Polydev.Controller.Pools;

/// <summary>Where executions get their workers. Real pools of live workers in the product; scripted ones in the tests of executions.</summary>
internal interface IWorkerPools
{
    /// <summary>
    /// Finds a place: on a worker of the tenant with room, else on a warm worker claimed for it, else on the next one that becomes warm.
    /// Completes synchronously when a place is there. Waits at most until the token is cancelled.
    /// </summary>
    ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);
}
