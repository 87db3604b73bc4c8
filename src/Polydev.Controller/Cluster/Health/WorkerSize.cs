namespace Polydev.Controller.Cluster.Health;

/// <summary>What a worker of a pool takes of a cluster.</summary>
/// <param name="Pool">Name of the pool.</param>
/// <param name="CpuMhz">Share of CPU, in MHz.</param>
/// <param name="MemoryMb">Memory in MB.</param>
public sealed record WorkerSize(string Pool, int CpuMhz, int MemoryMb);
