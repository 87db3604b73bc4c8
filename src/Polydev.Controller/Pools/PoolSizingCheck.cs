namespace Polydev.Controller.Pools;

/// <summary>Says everything that is wrong with the wish for a pool, all at once.</summary>
internal static class PoolSizingCheck
{
    /// <summary>The faults by field, in words that say what would do.</summary>
    public static Dictionary<string, string[]> Check(PoolOptions options)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Require(options.Floor is >= 0 and <= 100_000, "floor", "must be between 0 and 100000");
        Require(options.Ceiling is >= 1 and <= 100_000, "ceiling", "must be between 1 and 100000");
        Require(options.Floor <= options.Ceiling, "ceiling", $"must not be below the floor of {options.Floor}");
        Require(options.ExecutionsPerWorker is >= 1 and <= 10_000, "executions_per_worker", "must be between 1 and 10000");
        Require(options.ParallelStarts is null or (>= 1 and <= 64), "parallel_starts", "must be between 1 and 64");
        Require(options.IdleTtl > TimeSpan.Zero, "idle_ttl_seconds", "must be above 0");
        Require(options.MaxAge >= TimeSpan.FromMinutes(1), "max_age_seconds", "must be at least 60");
        return errors;

        void Require(bool holds, string field, string message)
        {
            if (!holds)
            {
                errors.TryAdd(field, [message]);
            }
        }
    }
}
