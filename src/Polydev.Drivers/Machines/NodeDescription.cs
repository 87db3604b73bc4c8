namespace Polydev.Drivers.Machines;

/// <summary>A host as it presents itself: what it has, how it starts workers, and how well it walls them in.</summary>
public sealed record NodeDescription
{
    /// <summary>Id of the node, which is its name.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="NodeStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is unusable, or what could be better and how; null when all is well.</summary>
    public string? Message { get; init; }

    /// <summary>Operating system in words.</summary>
    public required string Os { get; init; }

    /// <summary>Name of the driver.</summary>
    public required string Driver { get; init; }

    /// <summary>Version of the node's program.</summary>
    public required string Version { get; init; }

    /// <summary>Cores that workers may use.</summary>
    public required double Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Memory in bytes that could be had now.</summary>
    public required long MemoryAvailableBytes { get; init; }

    /// <summary>The isolation in force.</summary>
    public required WorkerIsolation Isolation { get; init; }

    /// <summary>Memory in bytes that the node's operator keeps from workers; null where each pool's own reserve counts.</summary>
    public long? ReserveMemoryBytes { get; init; }

    /// <summary>Memory limits of its workers in bytes; null where only the pools know.</summary>
    public long? PromisedMemoryBytes { get; init; }

    /// <summary>Limits of CPU of its workers in cores, likewise.</summary>
    public double? PromisedCpus { get; init; }

    /// <summary>When something came from it; null for this machine itself, and for one that was not connected since the controller started.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>How long it has been away; zero while it is connected.</summary>
    public TimeSpan AwayFor { get; init; }

    /// <summary>Until when what runs there may go on; null while it does not drain.</summary>
    public DateTimeOffset? DrainDeadline { get; init; }

    /// <summary>How long starts there rest from now.</summary>
    public TimeSpan RestsFor { get; init; }

    /// <summary>Starts there that failed since the controller started; null where only the pools know.</summary>
    public int? StartFailures { get; init; }

    /// <summary>Why the last one failed; null since one succeeded.</summary>
    public string? LastStartFailure { get; init; }
}
