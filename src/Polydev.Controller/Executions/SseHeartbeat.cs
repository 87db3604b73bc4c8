using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Polydev.Controller.Executions;

/// <summary>Has every waiting event stream send a sign of life now and then, with one timer for all of them.</summary>
internal sealed class SseHeartbeat(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<LogReader, Execution> _readers = new();

    /// <summary>Looks after a reader.</summary>
    public void Add(LogReader reader, Execution execution) => _readers[reader] = execution;

    /// <summary>Lets a reader go.</summary>
    public void Remove(LogReader reader) => _readers.TryRemove(reader, out _);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (reader, execution) in _readers)
            {
                execution.Nudge(reader);
            }
        }
    }
}
