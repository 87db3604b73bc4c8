namespace Polydev.Drivers;

/// <summary>What a driver placed for a worker.</summary>
public sealed record Allocation
{
    /// <summary>Name of the driver.</summary>
    public required string Driver { get; init; }

    /// <summary>The driver's own id: a process id with its start time, a container id, an allocation id.</summary>
    public required string ExternalId { get; init; }

    /// <summary>The node it runs on.</summary>
    public required string Node { get; init; }

    /// <summary>Id of the worker.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Name of the pool it was started for.</summary>
    public required string Pool { get; init; }
}
