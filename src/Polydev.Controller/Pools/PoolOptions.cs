namespace Polydev.Controller.Pools;

/// <summary>The wish for a pool of warm workers, as the operator configures it.</summary>
public sealed class PoolOptions
{
    /// <summary>Starts on one node at the same time, at most, when its cores decide.</summary>
    internal const int MostStartsByCores = 4;

    /// <summary>Warm workers held even when nothing happens.</summary>
    public int Floor { get; set; } = 2;

    /// <summary>Most workers, warm and claimed together; the machine's capacity may set a lower one.</summary>
    public int Ceiling { get; set; } = 1000;

    /// <summary>Executions that one claimed worker runs at the same time.</summary>
    public int ExecutionsPerWorker { get; set; } = 64;

    /// <summary>How long a claimed worker waits for its tenant's next execution before it ends.</summary>
    public TimeSpan IdleTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Age at which a worker is replaced.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Starts under way at the same time on one node: more make all of them slow. Null goes by its cores, one more than there are and at most 4.</summary>
    public int? ParallelStarts { get; set; }

    /// <summary>Memory limit of a worker in bytes.</summary>
    public long WorkerMemoryBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>CPU limit of a worker in cores; 0 for none.</summary>
    public double WorkerCpus { get; set; }

    /// <summary>Memory of the machine that is left alone, in bytes.</summary>
    public long ReserveMemoryBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>How many times over memory and cores may be promised to workers, as limits; 1 promises what is there, more counts on few using theirs.</summary>
    public double Overcommit { get; set; } = 1;

    /// <summary>How long a started worker may take to say hello.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Starts under way at the same time on one node, however many cores it has.</summary>
    internal int MostParallelStarts => ParallelStarts ?? MostStartsByCores;

    /// <summary>Starts under way at the same time on a node of so many cores.</summary>
    internal int ParallelStartsOn(double cpus) => ParallelStarts ?? (int)Math.Clamp(cpus + 1, 2, MostStartsByCores);
}
