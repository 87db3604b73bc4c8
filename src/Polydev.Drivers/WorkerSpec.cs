namespace Polydev.Drivers;

/// <summary>The worker that a driver is to start.</summary>
public sealed record WorkerSpec
{
    /// <summary>Id of the worker, unique for ever.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Name of the pool it is for.</summary>
    public required string Pool { get; init; }

    /// <summary>One-time nonce it joins with.</summary>
    public required string Nonce { get; init; }

    /// <summary>Most memory it may use, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Most CPU it may use, in cores.</summary>
    public required double Cpus { get; init; }

    /// <summary>How many times over a host may be promised to workers as limits, where the driver chooses among hosts; at least 1.</summary>
    public double Overcommit { get; init; } = 1;

    /// <summary>Image or binary version wanted; null for the driver's own.</summary>
    public string? Image { get; init; }
}
