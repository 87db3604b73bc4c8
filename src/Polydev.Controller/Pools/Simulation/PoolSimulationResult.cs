namespace Polydev.Controller.Pools.Simulation;

/// <summary>What one way of sizing a pool made of one trace.</summary>
/// <param name="Trace">Name of the trace.</param>
/// <param name="TypicalStart">Median time from a start to a warm worker.</param>
/// <param name="Policy">What sized the pool: <c>forecast</c> or <c>fixed 30</c>.</param>
/// <param name="Claims">Claims in the trace.</param>
/// <param name="HitRate">Part of them that found a warm worker, between 0 and 1.</param>
/// <param name="IdleWorkerHours">Hours that warm workers waited, all together.</param>
/// <param name="MeanWarm">Warm workers on average.</param>
/// <param name="MostWarm">Most warm workers at any time.</param>
/// <param name="MissWaitP99">Wait of the claims that missed, 99th percentile; zero when none did.</param>
public sealed record PoolSimulationResult(
    string Trace, TimeSpan TypicalStart, string Policy, int Claims, double HitRate, double IdleWorkerHours, double MeanWarm, int MostWarm, TimeSpan MissWaitP99);
