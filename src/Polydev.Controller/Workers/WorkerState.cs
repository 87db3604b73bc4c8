namespace Polydev.Controller.Workers;

/// <summary>Where a worker is in its life. A worker only ever moves forward: nothing leads from a tenant back to the pool.</summary>
internal enum WorkerState
{
    /// <summary>Asked of the driver; has not both been placed and said hello.</summary>
    Starting,

    /// <summary>Linked, vouched for, owned by nobody.</summary>
    Warm,

    /// <summary>Owned by one tenant until it ends.</summary>
    Claimed,

    /// <summary>Finishes what it runs and takes nothing new.</summary>
    Draining,

    /// <summary>Ended.</summary>
    Gone,
}
