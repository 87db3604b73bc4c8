using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Storage.Sqlite;

namespace Polydev.Controller.Storage;

/// <summary>Removes executions that ended longer ago than they are kept, with their requests and events; their usage stays.</summary>
internal sealed partial class RetentionPruner(
    ExecutionPruning pruning, ControllerOptions options, TimeProvider time, ILogger<RetentionPruner> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(5);

    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            do
            {
                await PruneAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The controller stops.
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        try
        {
            var removed = await pruning.RunAsync(time.GetUtcNow() - options.Storage.Retention, cancellationToken);
            if (removed > 0)
            {
                LogRemoved(removed);
            }
        }
        catch (SqliteException error)
        {
            // The journal meets the same fault and shows it; here the next round is soon enough.
            LogFailed(error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Executions} executions were kept long enough and removed")]
    private partial void LogRemoved(long executions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old executions could not be removed: {Reason}")]
    private partial void LogFailed(string reason);
}
