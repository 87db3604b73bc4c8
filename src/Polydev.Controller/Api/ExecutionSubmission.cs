using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Polydev.Controller.Executions;
using Polydev.Controller.Storage;
using Polydev.Controller.Tenants;
using Polydev.Protocol.Events;

namespace Polydev.Controller.Api;

/// <summary>Handles <c>POST /v1/executions</c>, the hot route: no binding, no filters, services resolved once.</summary>
internal sealed class ExecutionSubmission(IServiceProvider services)
{
    private const int MaxIdempotencyKey = 255;

    private readonly ExecutionIntake _intake = services.GetRequiredService<ExecutionIntake>();
    private readonly ExecutionArchive _archive = services.GetRequiredService<ExecutionArchive>();
    private readonly ExecutionStore _store = services.GetRequiredService<ExecutionStore>();
    private readonly ExecutionDirectory _directory = services.GetRequiredService<ExecutionDirectory>();
    private readonly EventStream _stream = services.GetRequiredService<EventStream>();
    private readonly long _maxBodyBytes = services.GetRequiredService<ControllerOptions>().Executions.MaxBodyBytes;

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var streams = headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
        var async = headers["Prefer"].ToString().Contains("respond-async", StringComparison.OrdinalIgnoreCase);
        string? key = headers["Idempotency-Key"];
        if (key is { Length: 0 or > MaxIdempotencyKey })
        {
            await Problems.WriteAsync(context, Problem.Invalid("invalid_idempotency_key", $"Idempotency-Key must be 1 to {MaxIdempotencyKey} characters."));
            return;
        }

        if (await RequestBody.ReadAsync(context, _maxBodyBytes) is not { } body)
        {
            await Problems.WriteAsync(context, RequestBody.TooLarge(_maxBodyBytes));
            return;
        }

        var caller = context.Caller();
        if (key is not null && await ServedBeforeAsync(context, caller, key, body, streams))
        {
            return;
        }

        try
        {
            await TakeAsync(context, caller, body, streams, async, key);
        }
        catch (StorageStalledException e)
        {
            await Problems.WriteAsync(context, ExecutionGates.Stalled(e.Message));
        }
    }

    private async Task TakeAsync(HttpContext context, Caller caller, byte[] body, bool streams, bool async, string? key)
    {
        switch (_intake.Take(caller, body, streams || async, async || key is not null, key))
        {
            case Intake.Accepted accepted:
                await AnswerAsync(context, accepted, streams, async);
                break;
            case Intake.Refused refused:
                await Problems.WriteAsync(context, refused.Problem);
                break;
        }
    }

    private async Task AnswerAsync(HttpContext context, Intake.Accepted accepted, bool streams, bool async)
    {
        var execution = accepted.Execution;
        if (accepted.Repeated)
        {
            context.Response.Headers["idempotent-replayed"] = "true";
        }

        if (streams)
        {
            await _stream.ServeAsync(context, execution, execution.Id, 0);
            return;
        }

        if (async)
        {
            await (await Task.WhenAny(execution.Accepted, execution.EndDurable)).WaitAsync(context.RequestAborted);
            context.Response.Headers.Location = $"/v1/executions/{execution.Id}";
            await ExecutionsApi.WriteAsync(context, StatusCodes.Status202Accepted, await _archive.ShowAsync(execution, context.RequestAborted));
            return;
        }

        await WaitForEndAsync(context, execution);
    }

    /// <summary>A client that waits without an idempotency key has no way back to the execution: when it leaves, nobody will ever read the answer, so it is cancelled.</summary>
    private async Task WaitForEndAsync(HttpContext context, Execution execution)
    {
        try
        {
            await execution.EndDurable.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            if (execution.Seed.IdempotencyKey is null)
            {
                execution.Fail(ExecutionStatus.Cancelled, new ExecutionError { Code = ErrorCodes.Cancelled, Message = "The client left before the answer." });
            }

            return;
        }

        await ExecutionsApi.WriteAsync(context, StatusCodes.Status200OK, await _archive.ShowAsync(execution, context.RequestAborted));
    }

    /// <summary>Answers from the store when the key was used by an execution that has ended.</summary>
    private async Task<bool> ServedBeforeAsync(HttpContext context, Caller caller, string key, byte[] body, bool streams)
    {
        if (_directory.FindByKey(caller.Tenant.Id, key) is not null
            || await _store.FindByIdempotencyKeyAsync(caller.Tenant.Id, key, context.RequestAborted) is not { } stored)
        {
            return false;
        }

        if (_directory.Find(caller.Tenant.Id, stored.Id) is not null)
        {
            return false;
        }

        if (ExecutionGates.CheckRepeat(System.Security.Cryptography.SHA256.HashData(body), stored.IdempotencyHash) is { } misuse)
        {
            await Problems.WriteAsync(context, misuse);
            return true;
        }

        context.Response.Headers["idempotent-replayed"] = "true";
        await (streams
            ? _stream.ServeAsync(context, null, stored.Id, 0)
            : ExecutionsApi.WriteAsync(context, StatusCodes.Status200OK, await _archive.ShowAsync(stored, context.RequestAborted)));
        return true;
    }
}
