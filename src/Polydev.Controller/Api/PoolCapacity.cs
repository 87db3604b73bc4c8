namespace Polydev.Controller.Api;

/// <summary>How many workers of one pool a machine holds.</summary>
internal sealed record PoolCapacity
{
    /// <summary>Name of the pool.</summary>
    public required string Pool { get; init; }

    /// <summary>Memory that is left alone, in bytes.</summary>
    public required long ReserveBytes { get; init; }

    /// <summary>How many times over the machine is promised.</summary>
    public required double Overcommit { get; init; }

    /// <summary>Workers of the pool that live now.</summary>
    public required int LiveWorkers { get; init; }

    /// <summary>By the configured limits of a worker: what admission goes by.</summary>
    public required CapacityFit Limited { get; init; }

    /// <summary>By the measured footprint of an idle worker: what lowering the limit could gain at most.</summary>
    public required CapacityFit Measured { get; init; }
}
