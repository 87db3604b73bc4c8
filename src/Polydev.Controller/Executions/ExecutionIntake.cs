using System.Security.Cryptography;
using System.Text.Json;
using Polydev.Controller.Api;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Executions;

/// <summary>The door: turns a request body into an execution that holds a turn or waits for one, or into the reason why not.</summary>
internal sealed class ExecutionIntake(
    ExecutionPlanner planner,
    ExecutionGates gates,
    ExecutionDirectory directory,
    ExecutionRunner runner,
    ExecutionEnvironment environment)
{
    /// <summary>Takes a request in.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="body">The request, JSON.</param>
    /// <param name="clientStreams">Whether the client reads events as they come.</param>
    /// <param name="durableFirst">Whether nothing may be sent to a provider before the acceptance is durable.</param>
    /// <param name="idempotencyKey">The caller's key, or null.</param>
    public Intake Take(Caller caller, ReadOnlyMemory<byte> body, bool clientStreams, bool durableFirst, string? idempotencyKey)
    {
        if (Parse(body.Span, out var request) is { } wrong)
        {
            return Refuse(wrong);
        }

        if (planner.Plan(request, clientStreams, out var plan) is { } faults)
        {
            return Refuse(faults);
        }

        if (gates.Check(caller.Tenant, plan) is { } closed)
        {
            return Refuse(closed);
        }

        var seed = new ExecutionSeed
        {
            Id = ExecutionId.New(environment.Time),
            Tenant = caller.Tenant,
            Plan = plan,
            Request = body,
            Metadata = request.Metadata,
            CreatedAt = environment.Time.GetUtcNow(),
            IdempotencyKey = idempotencyKey,
            IdempotencyHash = idempotencyKey is null ? null : SHA256.HashData(body.Span),
        };
        return Admit(new Execution(seed, environment), durableFirst);
    }

    private Intake Admit(Execution execution, bool durableFirst)
    {
        if (!directory.TryAdd(execution, out var sameKey))
        {
            return ExecutionGates.CheckRepeat(execution.Seed.IdempotencyHash, sameKey.Seed.IdempotencyHash) is { } misuse
                ? Refuse(misuse)
                : new Intake.Accepted(sameKey, Repeated: true);
        }

        if (gates.Admission.Enter(execution, out var position) is { } full)
        {
            directory.Withdraw(execution);
            return Refuse(full);
        }

        execution.Accept(position, durableFirst);
        if (position == 0)
        {
            runner.Start(execution, durableFirst);
        }

        return new Intake.Accepted(execution, Repeated: false);
    }

    private Intake.Refused Refuse(Problem problem)
    {
        environment.Meters.Refused(problem.Code);
        return new Intake.Refused(problem);
    }

    private static Problem? Parse(ReadOnlySpan<byte> body, out ExecutionRequest request)
    {
        request = null!;
        try
        {
            request = JsonSerializer.Deserialize(body, ExecutionsJson.Default.ExecutionRequest)!;
            return request is null ? Problem.Invalid("invalid_json", "The body must be a JSON object, not null.") : null;
        }
        catch (JsonException e)
        {
            return Problem.Invalid("invalid_json", $"The body is not a valid execution request at {e.Path ?? "$"}, line {e.LineNumber + 1}: {JsonFault.Describe(e)}");
        }
    }
}
