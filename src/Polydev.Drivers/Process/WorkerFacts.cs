namespace Polydev.Drivers.Process;

/// <summary>What is kept on disk of a worker, so that the next controller finds it again. Never its nonce.</summary>
internal sealed record WorkerFacts
{
    /// <summary>Id of the worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Its pool.</summary>
    public required string Pool { get; init; }

    /// <summary>Identity of the machine's start that the process id belongs to.</summary>
    public required string Boot { get; init; }

    /// <summary>Its own directory.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Its cgroups; none where it has none.</summary>
    public IReadOnlyList<string> Cgroups { get; init => field = value ?? []; } = [];

    /// <summary>Process id; 0 between the decision to start it and the start.</summary>
    public int Pid { get; init; }

    /// <summary>When the process started, in ticks since the machine did; together with the id it is unique.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Whether the process is the wall's own, and passes on the worker's exit code as its own.</summary>
    public bool Wrapped { get; init; }
}
