namespace Polydev.Controller.Pools;

/// <summary>What an operator changed about a pool at run time; null is as configured.</summary>
internal sealed record PoolSizing
{
    /// <summary>See <see cref="PoolOptions.Floor"/>.</summary>
    public int? Floor { get; init; }

    /// <summary>See <see cref="PoolOptions.Ceiling"/>.</summary>
    public int? Ceiling { get; init; }

    /// <summary>See <see cref="PoolOptions.ExecutionsPerWorker"/>.</summary>
    public int? ExecutionsPerWorker { get; init; }

    /// <summary>See <see cref="PoolOptions.ParallelStarts"/>.</summary>
    public int? ParallelStarts { get; init; }

    /// <summary>See <see cref="PoolOptions.IdleTtl"/>, in seconds.</summary>
    public double? IdleTtlSeconds { get; init; }

    /// <summary>See <see cref="PoolOptions.MaxAge"/>, in seconds.</summary>
    public double? MaxAgeSeconds { get; init; }

    /// <summary>The wish with these changes. What bounds a worker (memory, CPU) stays: the live ones were started under it.</summary>
    public PoolOptions ApplyTo(PoolOptions options) => new()
    {
        Floor = Floor ?? options.Floor,
        Ceiling = Ceiling ?? options.Ceiling,
        ExecutionsPerWorker = ExecutionsPerWorker ?? options.ExecutionsPerWorker,
        ParallelStarts = ParallelStarts ?? options.ParallelStarts,
        IdleTtl = IdleTtlSeconds is { } idle ? TimeSpan.FromSeconds(idle) : options.IdleTtl,
        MaxAge = MaxAgeSeconds is { } age ? TimeSpan.FromSeconds(age) : options.MaxAge,
        WorkerMemoryBytes = options.WorkerMemoryBytes,
        WorkerCpus = options.WorkerCpus,
        ReserveMemoryBytes = options.ReserveMemoryBytes,
        Overcommit = options.Overcommit,
        StartTimeout = options.StartTimeout,
    };

    /// <summary>These changes, and where they say nothing, the older ones.</summary>
    public PoolSizing Over(PoolSizing older) => new()
    {
        Floor = Floor ?? older.Floor,
        Ceiling = Ceiling ?? older.Ceiling,
        ExecutionsPerWorker = ExecutionsPerWorker ?? older.ExecutionsPerWorker,
        ParallelStarts = ParallelStarts ?? older.ParallelStarts,
        IdleTtlSeconds = IdleTtlSeconds ?? older.IdleTtlSeconds,
        MaxAgeSeconds = MaxAgeSeconds ?? older.MaxAgeSeconds,
    };
}
