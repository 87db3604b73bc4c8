namespace Polydev.Controller.Pools;

/// <summary>The pools of live workers.</summary>
internal sealed class WorkerPools(PoolSet pools) : IWorkerPools
{
    /// <inheritdoc/>
    public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        pools.TryFind(request.Pool ?? PoolSet.Default, out var pool)
            ? pool.ClaimAsync(request, cancellationToken)
            : new(new ClaimResult.Refused("pool_not_found", $"There is no pool '{request.Pool}'; name one of GET /v1/pools, or none for '{PoolSet.Default}'.", RetryAfter: null));
}
