using Microsoft.Extensions.Hosting;

namespace Polydev.Simulator.Serving;

/// <summary>Leaves the signals of the process alone: the simulator lives as long as whoever started it wants.</summary>
internal sealed class OwnerLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
