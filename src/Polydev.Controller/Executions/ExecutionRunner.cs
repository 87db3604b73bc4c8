using Microsoft.Extensions.Logging;
using Polydev.Controller.Credentials;
using Polydev.Controller.Pools;
using Polydev.Protocol.Events;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Executions;

/// <summary>Carries an execution from its turn to its end: claims workers, sends the request, decides about retries and fallbacks.</summary>
internal sealed partial class ExecutionRunner
{
    private static readonly TimeSpan FallbackRatherThanWait = TimeSpan.FromSeconds(2);

    private readonly IWorkerPools _pools;
    private readonly CredentialVault _vault;
    private readonly ExecutionEnvironment _environment;
    private readonly ILogger<ExecutionRunner> _logger;

    public ExecutionRunner(IWorkerPools pools, CredentialVault vault, ExecutionEnvironment environment, ILogger<ExecutionRunner> logger)
    {
        _pools = pools;
        _vault = vault;
        _environment = environment;
        _logger = logger;

        // After a wait the turn may come before the acceptance is written down; the log must begin with it.
        environment.Run = execution => Start(execution, afterAcceptance: true);
    }

    /// <summary>Runs an execution that holds a turn.</summary>
    /// <param name="execution">Which.</param>
    /// <param name="afterAcceptance">Whether nothing may be sent before the acceptance is durable.</param>
    public void Start(Execution execution, bool afterAcceptance) => _ = RunAsync(execution, afterAcceptance);

    /// <summary>Goes on with an execution whose attempt ran through a restart of the controller.</summary>
    public void Follow(Execution execution, ExecutionAttempt attempt) => _ = RunAsync(execution, afterAcceptance: false, attempt.Outcome);

    /// <summary>Decides about an execution whose last attempt failed under an earlier controller, or with it.</summary>
    public void Follow(Execution execution, ExecutionError error) =>
        _ = RunAsync(execution, afterAcceptance: false, Task.FromResult<AttemptOutcome>(new AttemptOutcome.Failed(error)));

    private async Task RunAsync(Execution execution, bool afterAcceptance, Task<AttemptOutcome>? running = null)
    {
        try
        {
            if (afterAcceptance)
            {
                await execution.Accepted;
            }

            execution.NoteTurn();
            if (await TryTargetsAsync(execution, running) is { } error)
            {
                execution.Fail(error.Code == ErrorCodes.TimedOut ? ExecutionStatus.TimedOut : ExecutionStatus.Failed, error);
            }
        }
        catch (OperationCanceledException) when (execution.IsOver)
        {
            // Ended from outside while it waited; the end is in the log already.
        }
        catch (Exception e)
        {
            LogFailed(e, execution.Id);
            execution.Fail(ExecutionStatus.Failed, new ExecutionError { Code = "internal", Message = "The controller failed; its log has the reason under this execution's id." });
        }
    }

    /// <summary>Goes through the targets, from an attempt on that began already; null when the execution is over, else the last error.</summary>
    private async Task<ExecutionError?> TryTargetsAsync(Execution execution, Task<AttemptOutcome>? running)
    {
        ExecutionError? error = null;
        var targets = execution.Seed.Plan.Targets;
        var (first, before) = running is null ? (0, 1) : execution.Reached;
        for (var at = first; at < targets.Count; at++)
        {
            for (var tries = at == first ? before : 1; ; tries++)
            {
                var outcome = running is null ? await AttemptAsync(execution, targets[at], error) : await running;
                var waited = running is null ? TimeSpan.Zero : execution.SinceAttempt;
                running = null;
                if (outcome is not AttemptOutcome.Failed failed)
                {
                    return null;
                }

                error = failed.Error;
                _environment.Meters.Attempt(targets[at].Provider, error);
                if (execution.HasOutput || error.Code == ErrorCodes.TimedOut)
                {
                    return error;
                }

                if (!error.Retryable || tries >= execution.Seed.Plan.MaxAttempts || !await WaitAsync(execution, error, tries, waited, at < targets.Count - 1))
                {
                    break;
                }
            }
        }

        return error;
    }

    private async ValueTask<AttemptOutcome> AttemptAsync(Execution execution, ExecutionTarget target, ExecutionError? previousError)
    {
        if (previousError is not null)
        {
            await execution.FailureKeptAsync();
        }

        var asked = execution.ElapsedMs;
        if (_vault.Find(execution.Tenant.Id, target.Provider) is not { } credential)
        {
            var why = _vault.WhyMissing(execution.Tenant.Id, target.Provider);
            return new AttemptOutcome.Failed(new ExecutionError { Code = why.Code, Message = why.Detail });
        }

        var claim = await _pools.ClaimAsync(new ClaimRequest(execution.Tenant.Id, execution.Seed.Plan.Isolation), execution.Stopping);
        if (claim is ClaimResult.Refused refused)
        {
            return new AttemptOutcome.Failed(new ExecutionError
            {
                Code = refused.Code,
                Message = refused.Message,
                Retryable = refused.RetryAfter is not null,
                RetryAfterSeconds = refused.RetryAfter?.TotalSeconds,
            });
        }

        var slot = ((ClaimResult.Claimed)claim).Slot;
        if (execution.Begin(target, slot, asked, previousError, out var firstSeq) is not { } attempt)
        {
            slot.Dispose();
            return AttemptOutcome.Over.Instance;
        }

        slot.Run(Frame(execution, target, credential, firstSeq), attempt);
        return await attempt.Outcome;
    }

    private static RunFrame Frame(Execution execution, ExecutionTarget target, string credential, long firstSeq)
    {
        var request = execution.Seed.Plan.Request;
        return new RunFrame
        {
            ExecutionId = execution.Id,
            FirstSeq = firstSeq,
            Wire = target.Wire.Name,
            BaseUrl = target.BaseUrl,
            Request = request.Model == target.Model ? request : request with { Model = target.Model },
            Stream = request.Stream ?? true,
            Credential = credential,
            DeadlineMs = Math.Max(1, (long)(execution.Seed.Plan.Timeout.TotalMilliseconds - execution.ElapsedMs)),
        };
    }

    /// <summary>Waits before the next attempt at the same target. False when waiting makes no sense: the deadline comes first, or a fallback is quicker.</summary>
    private async Task<bool> WaitAsync(Execution execution, ExecutionError error, int tries, TimeSpan waited, bool hasFallback)
    {
        // A lost worker says nothing about the provider: the next one may start at once.
        var wait = error.Code == ErrorCodes.WorkerLost ? TimeSpan.Zero : RetryDelay.After(error, tries, Random.Shared.NextDouble()) - waited;
        var left = execution.Seed.Deadline - _environment.Time.GetUtcNow();
        if (wait >= left || (hasFallback && wait > FallbackRatherThanWait))
        {
            return false;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _environment.Time, execution.Stopping);
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Execution {ExecutionId} failed inside the controller")]
    private partial void LogFailed(Exception e, string executionId);
}
