namespace Polydev.Drivers.Process.Cgroups;

/// <summary>What a worker may use at most.</summary>
/// <param name="MemoryBytes">Memory; 0 for no bound.</param>
/// <param name="Cpus">Cores; 0 for no bound.</param>
/// <param name="Threads">Processes and threads together.</param>
internal sealed record CgroupLimits(long MemoryBytes, double Cpus, int Threads);
