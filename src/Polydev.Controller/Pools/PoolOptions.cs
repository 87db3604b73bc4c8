namespace Polydev.Controller.Pools;

/// <summary>The wish for a pool of warm workers, as the operator configures it.</summary>
public sealed class PoolOptions
{
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

    /// <summary>Starts under way at the same time on one node: more make all of them slow.</summary>
    public int ParallelStarts { get; set; } = 4;

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
}
