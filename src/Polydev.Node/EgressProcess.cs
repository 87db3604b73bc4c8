using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Node.Cluster;

namespace Polydev.Node;

/// <summary>Keeps the gateway's process for as long as the controller beside it runs, starts it again when it has ended, and shows its figures as the controller's own.</summary>
internal sealed partial class EgressProcess(NodeOptions options, IServiceProvider services, IMeterFactory meters, TimeProvider time, ILogger<EgressProcess> logger) : BackgroundService
{
    private readonly GatewayProcess _process = new(options, time, logger);

    /// <inheritdoc/>
    /// <exception cref="IOException">It does not start; the message has what it said.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _ = new EgressFiguresReader(_process.FiguresPath, meters);
        await _process.StartAsync(options.EgressKey(services), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _process.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new SetUpCare(SetUpAsync, time, logger).RunAsync(Task.FromResult<string?>(null), static () => { }, stoppingToken);

    private Task<string?> SetUpAsync(CancellationToken cancellationToken)
    {
        if (_process.Runs)
        {
            return Task.FromResult<string?>(null);
        }

        LogEnded(logger);
        return _process.TryStartAsync(options.EgressKey(services), cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "The egress gateway has ended; streams that ran through it are cut. It is started again")]
    private static partial void LogEnded(ILogger logger);
}
