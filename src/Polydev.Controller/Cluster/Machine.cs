using Polydev.Drivers.Machines;

namespace Polydev.Controller.Cluster;

/// <summary>The machine workers are placed on.</summary>
/// <param name="MemoryBytes">Its memory, or what a container or cgroup leaves of it.</param>
/// <param name="Cpus">Its cores; a part of one where a quota says so.</param>
internal sealed record Machine(long MemoryBytes, double Cpus)
{
    /// <summary>This machine.</summary>
    public static Machine Measure()
    {
        var capacity = MachineCapacity.Measure();
        return new Machine(capacity.MemoryBytes, capacity.Cpus);
    }
}
