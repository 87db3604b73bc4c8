using Polydev.Drivers.Machines;
using Polydev.Drivers.Native;

namespace Polydev.Drivers.Docker.Limits;

/// <summary>The counts of one worker's container; they are looked at from time to time, and once more when its first process ends.</summary>
/// <param name="cgroup">Where they are.</param>
/// <param name="refused">Told once when a process or thread was refused.</param>
/// <param name="killed">Told when a process was ended for want of memory.</param>
internal sealed class WatchedLimits(ContainerCgroup cgroup, Action refused, Action killed) : IDescriptorSink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CounterFile? _processes = CounterFile.TryOpen(cgroup.Processes);
    private readonly CounterFile? _memory = CounterFile.TryOpen(cgroup.Memory);
    private bool _told;

    /// <summary>Looks at the counts now.</summary>
    public void Look()
    {
        lock (_gate)
        {
            if (_memory is not null && CgroupEvents.Count(_memory.Read(), CgroupEvents.KilledForMemory) > 0)
            {
                killed();
            }

            if (!_told && _processes is not null && CgroupEvents.Count(_processes.Read(), CgroupEvents.Refused) > 0)
            {
                _told = true;
                refused();
            }
        }
    }

    /// <summary>Its first process has ended: what is counted is still there, and will be for a few milliseconds.</summary>
    public bool OnReadable(int descriptor)
    {
        Look();
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _processes?.Dispose();
        _memory?.Dispose();
    }
}
