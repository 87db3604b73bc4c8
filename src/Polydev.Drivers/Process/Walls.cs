using Polydev.Drivers.Process.Cgroups;
using Polydev.Drivers.Process.Sandboxes;

namespace Polydev.Drivers.Process;

/// <summary>What was found to work on this machine: the walls around every worker, or why there can be none.</summary>
/// <param name="Sandbox">What walls a worker in; null when workers cannot be started.</param>
/// <param name="Cgroups">What bounds it; null when this user may bound nothing.</param>
/// <param name="Remark">What failed on the way, and what to do; null when the best works.</param>
internal sealed record Walls(Sandbox? Sandbox, CgroupHome? Cgroups, string? Remark)
{
    /// <summary>In the words of the seam.</summary>
    public DriverProbe ToProbe() => new()
    {
        Usable = Sandbox is not null,
        Message = Remark,
        Isolation = new WorkerIsolation
        {
            Mechanism = Sandbox?.Mechanism ?? "none",
            Network = Sandbox?.Network ?? false,
            Filesystem = Sandbox?.Filesystem ?? false,
            Processes = Sandbox?.Processes ?? false,
            MemoryLimit = Cgroups?.Memory ?? "none",
            CpuLimit = Cgroups?.Cpu ?? "none",
        },
    };
}
