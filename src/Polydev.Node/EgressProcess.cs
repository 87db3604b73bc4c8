using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Polydev.Node;

/// <summary>Keeps the gateway's process for as long as the controller beside it runs, and shows its figures as the controller's own.</summary>
internal sealed class EgressProcess(NodeOptions options, IServiceProvider services, IMeterFactory meters, TimeProvider time, ILogger<EgressProcess> logger) : IHostedService
{
    private readonly GatewayProcess _process = new(options, time, logger);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = new EgressFiguresReader(_process.FiguresPath, meters);
        return _process.StartAsync(options.EgressKey(services), cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _process.StopAsync(cancellationToken);
}
