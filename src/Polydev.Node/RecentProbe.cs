using Polydev.Drivers;

namespace Polydev.Node;

/// <summary>Remembers for a while what the driver says about this host: a probe may start a process, and a dashboard asks every second.</summary>
internal sealed class RecentProbe(IWorkerDriver driver, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private DriverProbe? _last;
    private long _at;

    /// <summary>What the driver says, at most 30 seconds old.</summary>
    public async Task<DriverProbe> AskAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || clock.GetElapsedTime(_at) > Fresh)
            {
                _last = await driver.ProbeAsync(cancellationToken);
                _at = clock.GetTimestamp();
            }

            return _last;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
