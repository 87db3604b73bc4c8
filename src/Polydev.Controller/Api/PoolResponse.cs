using Polydev.Controller.Pools;

namespace Polydev.Controller.Api;

/// <summary>A pool as it is shown: the wish beside what there is.</summary>
internal sealed record PoolResponse
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Warm workers, those with a broken link included.</summary>
    public required int Warm { get; init; }

    /// <summary>Workers that belong to a tenant.</summary>
    public required int Claimed { get; init; }

    /// <summary>Workers on their way.</summary>
    public required int Starting { get; init; }

    /// <summary>Workers that finish what they run.</summary>
    public required int Draining { get; init; }

    /// <summary>Executions on workers.</summary>
    public required int Executions { get; init; }

    /// <summary>Claims that wait for a worker.</summary>
    public required int Waiting { get; init; }

    /// <summary>Warm workers wanted, by the forecast.</summary>
    public required int Target { get; init; }

    /// <summary>Warm workers held even when nothing happens.</summary>
    public required int Floor { get; init; }

    /// <summary>Most workers.</summary>
    public required int Ceiling { get; init; }

    /// <summary>Executions per claimed worker.</summary>
    public required int ExecutionsPerWorker { get; init; }

    /// <summary>Starts under way at the same time on one host; null where its cores decide, one more than there are and at most 4.</summary>
    public int? ParallelStarts { get; init; }

    /// <summary>How long a claimed worker waits for its tenant, in seconds.</summary>
    public required double IdleTtlSeconds { get; init; }

    /// <summary>Age at which a worker is replaced, in seconds.</summary>
    public required double MaxAgeSeconds { get; init; }

    /// <summary>Part of the claims since the start that found a worker at once, between 0 and 1; null before the first.</summary>
    public double? HitRate { get; init; }

    /// <summary>Warm workers taken per second, lately.</summary>
    public required double ClaimsPerSecond { get; init; }

    /// <summary>Time from a start to a warm worker, 95th percentile, in milliseconds.</summary>
    public required double ReplacementMs { get; init; }

    /// <summary>Why the pool cannot grow; null when it can.</summary>
    public string? Blocked { get; init; }

    /// <summary>Starts that failed since the controller started.</summary>
    public required int StartFailures { get; init; }

    /// <summary>Why the last start failed; null since one succeeded.</summary>
    public string? LastStartFailure { get; init; }

    /// <summary>How long starts rest because they failed, in seconds; null when they do not.</summary>
    public double? RestsForSeconds { get; init; }

    /// <summary>Describes a pool.</summary>
    public static PoolResponse Of(Pool pool)
    {
        var (view, options) = (pool.View(), pool.Options);
        var rest = pool.Starts.RestsFor;
        return new PoolResponse
        {
            Name = pool.Name,
            Warm = view.Ready + view.Away,
            Claimed = view.Claimed,
            Starting = view.Starting,
            Draining = view.Draining,
            Executions = view.InUse,
            Waiting = view.Waiting,
            Target = pool.Target,
            Floor = options.Floor,
            Ceiling = options.Ceiling,
            ExecutionsPerWorker = options.ExecutionsPerWorker,
            ParallelStarts = options.ParallelStarts,
            IdleTtlSeconds = options.IdleTtl.TotalSeconds,
            MaxAgeSeconds = options.MaxAge.TotalSeconds,
            HitRate = pool.HitRate,
            ClaimsPerSecond = Math.Round(pool.Sizer.Rate, 3),
            ReplacementMs = Math.Round(pool.Sizer.Replacement.TotalMilliseconds, 1),
            Blocked = view.Blocked,
            StartFailures = pool.Starts.Failures,
            LastStartFailure = pool.Starts.LastFailure,
            RestsForSeconds = rest > TimeSpan.Zero ? Math.Round(rest.TotalSeconds, 1) : null,
        };
    }
}
