using System.Globalization;
using Polydev.Drivers.Machines;

namespace Polydev.Drivers.Docker.Limits;

/// <summary>The files in which the kernel counts how often a container met its limits.</summary>
/// <param name="Processes">Where it counts refused processes and threads; null when nothing does.</param>
/// <param name="Memory">Where it counts processes ended for want of memory; null in version 1, whose file tells no change: there the engine's own word has to do.</param>
/// <remarks>https://docs.kernel.org/admin-guide/cgroup-v2.html and .../cgroup-v1/pids.html</remarks>
internal sealed record ContainerCgroup(string? Processes, string? Memory)
{
    /// <summary>Finds them of the container that a process of this machine is in.</summary>
    /// <param name="container">Id of the container; its cgroup must be named after it, as otherwise the process is not the one meant.</param>
    /// <param name="processId">Its first process, as this machine numbers it.</param>
    /// <returns>Null where they cannot be found.</returns>
    public static ContainerCgroup? Of(string container, long processId)
    {
        try
        {
            return Find(container, File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cgroup")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Finds them from the lines of <c>mountinfo</c> and of the process's <c>cgroup</c>.</summary>
    public static ContainerCgroup? Find(string container, IEnumerable<string> mounts, IEnumerable<string> memberships)
    {
        var tree = CgroupTree.Parse(mounts, memberships);
        string? Named(string? mount, string path, string file) =>
            mount is not null && path.Contains(container, StringComparison.Ordinal) && Path.Combine(mount + path, file) is var full && File.Exists(full) ? full : null;
        string? InV1(string controller, string file) => tree.V1.TryGetValue(controller, out var at) ? Named(at.Mount, at.Path, file) : null;
        var processes = InV1("pids", CgroupEvents.ProcessesFile) ?? Named(tree.V2Mount, tree.V2Path, CgroupEvents.ProcessesFile);
        var memory = Named(tree.V2Mount, tree.V2Path, CgroupEvents.MemoryFile);
        return processes is null && memory is null ? null : new ContainerCgroup(processes, memory);
    }
}
