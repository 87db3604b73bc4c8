namespace Polydev.Controller.Pools.Simulation;

/// <summary>What can happen in a <see cref="PoolSimulation"/>.</summary>
internal enum SimulatedEvent
{
    /// <summary>The supervisor's second.</summary>
    Pulse,

    /// <summary>Somebody wants a worker.</summary>
    Claim,

    /// <summary>A start is through.</summary>
    Warm,
}
