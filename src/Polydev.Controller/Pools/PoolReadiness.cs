using Polydev.Controller.Telemetry;

namespace Polydev.Controller.Pools;

/// <summary>Ready while the default pool has a worker that can serve, or had one a moment ago and starts more.</summary>
internal sealed class PoolReadiness(PoolSet pools) : IReadinessCheck
{
    /// <inheritdoc/>
    public string Name => "workers";

    /// <inheritdoc/>
    public string? Fault()
    {
        if (!pools.TryFind(PoolSet.Default, out var pool) || pool.View() is { Ready: > 0 } or { Claimed: > 0 })
        {
            return null;
        }

        return pool.Starts.LastFailure is { } failure ? $"no worker can be had: {failure}" : "no worker is warm yet";
    }
}
