namespace Polydev.Controller.Cluster.Health;

/// <summary>How many further workers of a pool's size fit on a cluster.</summary>
/// <param name="Pool">Name of the pool.</param>
/// <param name="CpuMhz">Share of CPU of a worker, in MHz.</param>
/// <param name="MemoryMb">Memory of a worker in MB.</param>
/// <param name="Workers">Further workers that fit on the nodes that can take some.</param>
internal sealed record PoolRoom(string Pool, int CpuMhz, int MemoryMb, long Workers);
