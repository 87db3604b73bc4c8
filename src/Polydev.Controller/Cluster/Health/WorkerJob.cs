using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Controller.Cluster.Health;

/// <summary>The job that workers of a size are dispatched from, as the driver makes it.</summary>
internal static class WorkerJob
{
    /// <summary>The job of a size.</summary>
    public static WarmPoolJob Of(ClusterTarget target, WorkerSize size) => new()
    {
        Place = target.Defaults.Place,
        Image = target.Defaults.Image,
        CpuMhz = size.CpuMhz,
        MemoryMb = size.MemoryMb,
    };
}
