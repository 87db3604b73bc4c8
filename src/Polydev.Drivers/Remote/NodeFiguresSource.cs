using Polydev.Drivers.Remote.Frames;

namespace Polydev.Drivers.Remote;

/// <summary>Measures this node's host, and asks its driver from time to time how it is: that may start a process.</summary>
internal sealed class NodeFiguresSource(IWorkerDriver driver, NodeOffer offer, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _one = new(1);
    private DriverProbe? _probe;
    private long _probedAt;

    /// <summary>The figures now; what the driver says is at most 30 seconds old, and not kept while it says that it cannot be used.</summary>
    public async Task<NodeFigures> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_probe is null or { Usable: false } || time.GetElapsedTime(_probedAt) > s_fresh)
            {
                _probe = await driver.ProbeAsync(cancellationToken);
                _probedAt = time.GetTimestamp();
            }
        }
        finally
        {
            _one.Release();
        }

        var (machine, obstacle) = (offer.Measure(), offer.Obstacle());
        return new NodeFigures
        {
            Driver = driver.Name,
            Os = offer.Os,
            Version = offer.Version,
            Cpus = machine.Cpus,
            MemoryBytes = machine.MemoryBytes,
            MemoryAvailableBytes = machine.AvailableBytes,
            ReserveMemoryBytes = offer.ReserveMemoryBytes,
            Isolation = _probe.Isolation,
            Usable = _probe.Usable && obstacle is null,
            Message = obstacle ?? _probe.Message,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
