using System.ComponentModel;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Polydev.Node;

/// <summary>Keeps the gateway's process for as long as the controller beside it runs, starts it again when it has ended, and shows its figures as the controller's own.</summary>
internal sealed partial class EgressProcess(NodeOptions options, IServiceProvider services, IMeterFactory meters, TimeProvider time, ILogger<EgressProcess> logger) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

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

    /// <summary>Looks every second: until it is back, nothing that a worker asks for goes out.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = false;
        using var timer = new PeriodicTimer(s_look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (_process.Runs)
            {
                told = false;
                continue;
            }

            if (!told)
            {
                LogEnded(logger);
            }

            told = await TryAgainAsync(told, stoppingToken);
        }
    }

    /// <returns>Whether its failure has been told.</returns>
    private async Task<bool> TryAgainAsync(bool told, CancellationToken stoppingToken)
    {
        try
        {
            await _process.StartAsync(options.EgressKey(services), stoppingToken);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            if (!told)
            {
                LogAway(logger, e.Message.TrimEnd('.'));
            }

            return true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The egress gateway has ended; streams that ran through it are cut. It is started again")]
    private static partial void LogEnded(ILogger logger);

    [LoggerMessage(2, LogLevel.Error, "Workers have no way out: {Reason}. It is tried again every second")]
    private static partial void LogAway(ILogger logger, string reason);
}
