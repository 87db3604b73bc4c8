namespace Polydev.Benchmarks.Rig;

/// <summary>What a bench asks of the Polydev it starts.</summary>
internal sealed record RigOptions
{
    /// <summary>Warm workers to hold, and to wait for.</summary>
    public int Floor { get; init; }

    /// <summary>Most workers.</summary>
    public int Ceiling { get; init; } = 2000;

    /// <summary>Memory limit of a worker in bytes.</summary>
    public long WorkerMemoryBytes { get; init; } = 64L << 20;

    /// <summary>CPU limit of a worker in cores; 0 for none.</summary>
    public double WorkerCpus { get; init; }

    /// <summary>How many times over the machine is promised.</summary>
    public double Overcommit { get; init; } = 1;

    /// <summary>More arguments of <c>up</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Added to the environment of <c>up</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The data directory, gone at the end with all that is in it; null for one of its own.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Whether the providers speak HTTPS; workers then trust the simulator's authority beside the public ones.</summary>
    public bool OverHttps { get; init; }
}
