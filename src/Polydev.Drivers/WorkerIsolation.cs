namespace Polydev.Drivers;

/// <summary>The walls around each worker, in words that can be shown to an operator.</summary>
public sealed record WorkerIsolation
{
    /// <summary>What builds the walls, for example <c>bubblewrap 0.8.0</c> or <c>none</c>.</summary>
    public required string Mechanism { get; init; }

    /// <summary>Whether the worker has no network of its own.</summary>
    public required bool Network { get; init; }

    /// <summary>Whether the worker sees only its own files.</summary>
    public required bool Filesystem { get; init; }

    /// <summary>Whether the worker sees only its own processes.</summary>
    public required bool Processes { get; init; }

    /// <summary>What bounds its memory: <c>cgroup v2</c>, <c>cgroup v1</c>, or <c>none</c>.</summary>
    public required string MemoryLimit { get; init; }

    /// <summary>What bounds its CPU, likewise.</summary>
    public required string CpuLimit { get; init; }
}
