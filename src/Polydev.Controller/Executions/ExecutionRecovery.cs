using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Storage;
using Polydev.Controller.Tenants;
using Polydev.Controller.Workers;
using Polydev.Protocol.Events;

namespace Polydev.Controller.Executions;

/// <summary>
/// Takes up what an earlier controller left unfinished. Executions whose worker comes back go on without a lost or doubled event, those whose attempt had
/// failed go on from there. The worker of the others is lost: they are tried again when nothing was emitted and they may, and end with that reason else.
/// </summary>
internal sealed partial class ExecutionRecovery(
    RecoveryStore store,
    EventLog log,
    ExecutionPlanner planner,
    TenantDirectory tenants,
    ExecutionEnvironment environment,
    ExecutionDirectory directory,
    AdmissionQueue admission,
    ExecutionRunner runner,
    ILogger<ExecutionRecovery> logger) : BackgroundService, IAttemptRecovery
{
    private readonly List<Execution> _waiting = [];

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await foreach (var stored in store.ReadUnfinishedAsync(cancellationToken))
        {
            await TakeUpAsync(stored, cancellationToken);
        }

        if (_waiting.Count > 0)
        {
            LogWaiting(logger, _waiting.Count, environment.Options.RecoveryWindow.TotalSeconds);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public IAttempt? Resume(WorkerSlot slot, string executionId, out long durableSeq)
    {
        durableSeq = 0;
        if (directory.FindAny(executionId) is not { } execution || execution.Reattach(slot, out durableSeq) is not { } attempt)
        {
            return null;
        }

        runner.Follow(execution, attempt);
        return attempt;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        await Task.Delay(environment.Options.RecoveryWindow, environment.Time, stoppingToken);
        foreach (var execution in _waiting)
        {
            Settle(execution);
        }

        _waiting.Clear();
    }

    private async Task TakeUpAsync(UnfinishedExecution stored, CancellationToken cancellationToken)
    {
        var attempts = ExecutionArchive.Attempts(stored.Execution);
        if (Seed(stored) is not { } seed)
        {
            LogUnusable(logger, stored.Execution.Id);
            return;
        }

        var progress = new ExecutionProgress(seed, environment.Time) { HasOutput = stored.HasOutput };
        progress.Attempts.AddRange(attempts);
        await RestoreUsageAsync(progress, stored, cancellationToken);
        var execution = new Execution(seed, environment, progress, stored.LastSeq);
        directory.TryAdd(execution, out _);
        if (attempts.Count > 0)
        {
            admission.Resume(execution);
            if (attempts[^1] is { EndMs: not null, Error: { } error })
            {
                runner.Follow(execution, error);
            }
            else
            {
                _waiting.Add(execution);
            }
        }
        else if (admission.Enter(execution, out var position) is null && position == 0)
        {
            runner.Start(execution, afterAcceptance: false);
        }
    }

    private ExecutionSeed? Seed(UnfinishedExecution unfinished)
    {
        var stored = unfinished.Execution;
        if (!tenants.TryGet(stored.TenantId, out var tenant)
            || JsonSerializer.Deserialize(unfinished.Request, ExecutionsJson.Default.ExecutionRequest) is not { } request
            || planner.Plan(request, clientStreams: true, out var plan) is not null)
        {
            return null;
        }

        return new ExecutionSeed
        {
            Id = stored.Id,
            Tenant = tenant,
            Plan = plan,
            Request = unfinished.Request,
            Metadata = request.Metadata,
            CreatedAt = stored.CreatedAt,
            IdempotencyKey = stored.IdempotencyKey,
            IdempotencyHash = stored.IdempotencyHash,
        };
    }

    private async Task RestoreUsageAsync(ExecutionProgress progress, UnfinishedExecution stored, CancellationToken cancellationToken)
    {
        for (long seq = 0; seq < stored.LastSeq;)
        {
            if (await log.ReadEventsAsync(stored.Execution.Id, seq, 1024 * 1024, cancellationToken) is not { } chunk)
            {
                return;
            }

            progress.RestoreUsage(chunk.Events.Span, environment);
            seq = chunk.LastSeq;
        }
    }

    private void Settle(Execution execution)
    {
        var error = new ExecutionError
        {
            Code = ErrorCodes.WorkerLost,
            Message = "The controller was restarted and the worker did not come back with the execution.",
            Retryable = !execution.HasOutput,
        };
        if (execution.AbandonAttempt(error))
        {
            runner.Follow(execution, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} executions of an earlier run wait up to {Seconds} s for their workers")]
    private static partial void LogWaiting(ILogger logger, int count, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Execution {ExecutionId} of an earlier run cannot be taken up: its tenant or provider is gone")]
    private static partial void LogUnusable(ILogger logger, string executionId);
}
