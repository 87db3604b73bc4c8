namespace Polydev.Controller.Pools;

/// <summary>What the supervisor is to do about one pool in one round.</summary>
/// <param name="Starts">Workers to start now.</param>
/// <param name="Evictions">Claimed workers without work to end, because others wait and nothing can be started.</param>
/// <param name="Surplus">Ready workers more than wanted.</param>
/// <param name="Blocked">Why the pool cannot grow though it should; null when it can, or need not.</param>
internal sealed record PoolPlan(int Starts, int Evictions, int Surplus, string? Blocked)
{
    /// <summary>Decides. A pure function of what is there and what is wanted.</summary>
    /// <param name="view">The pool.</param>
    /// <param name="options">The wish.</param>
    /// <param name="target">Warm workers wanted.</param>
    /// <param name="room">Workers that still fit.</param>
    /// <param name="noRoom">Why no more fit, for the operator.</param>
    /// <param name="parallel">Starts that may be under way at the same time on all hosts.</param>
    public static PoolPlan Decide(PoolView view, PoolOptions options, int target, int room, string noRoom, int parallel)
    {
        var coming = view.Ready + view.Starting;
        var missing = target + view.WorkersWanted - coming;
        if (missing <= 0)
        {
            return new PoolPlan(0, 0, Math.Min(-missing, view.Ready), null);
        }

        var underCeiling = options.Ceiling - view.Live;
        var allowed = Math.Clamp(Math.Min(underCeiling, room), 0, missing);
        var starts = Math.Clamp(parallel - view.Starting, 0, allowed);
        if (allowed > 0)
        {
            return new PoolPlan(starts, 0, 0, null);
        }

        // A worker that idles for one tenant is only a cache; a claim of another that waits for nothing else is worth more.
        var evictions = Math.Clamp(view.WorkersWanted - coming, 0, view.ClaimedIdle);
        var why = underCeiling <= 0 ? $"the pool is at its ceiling of {options.Ceiling} workers" : noRoom;
        return new PoolPlan(0, evictions, 0, why);
    }
}
