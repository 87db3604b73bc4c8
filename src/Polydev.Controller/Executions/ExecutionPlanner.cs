using System.Globalization;
using System.Text.Json;
using Polydev.Controller.Api;
using Polydev.Controller.Pools;
using Polydev.Protocol.Calls;
using Polydev.Providers;

namespace Polydev.Controller.Executions;

/// <summary>Checks a request whole and settles where it goes. Pure: the same request gives the same plan.</summary>
internal sealed class ExecutionPlanner(ControllerOptions options)
{
    private const int MaxMetadataBytes = 16 * 1024;

    /// <summary>Makes the plan, or says everything that is wrong.</summary>
    /// <param name="request">The request.</param>
    /// <param name="clientStreams">Whether the client reads events as they come; decides <c>stream</c> where the request does not.</param>
    /// <param name="plan">The plan, when the answer is null.</param>
    public Problem? Plan(ExecutionRequest request, bool clientStreams, out ExecutionPlan plan)
    {
        var errors = new RequestErrors();
        request = WithoutGaps(request);
        CheckFields(request, errors);
        CheckConversation(request, errors);
        var targets = Targets(request, errors);
        plan = new ExecutionPlan
        {
            Request = ForWire(request) with { Stream = request.Stream ?? clientStreams },
            Targets = targets,
            MaxAttempts = request.MaxAttempts ?? options.Executions.DefaultMaxAttempts,
            Isolation = request.Isolation ?? Isolation.Tenant,
            Timeout = request.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e6)) : options.Executions.DefaultTimeout,
            User = request.User,
        };
        // A wire would say again, in its own words, what is missing here already.
        foreach (var target in errors.AnyOf("prompt", "messages") ? [] : targets)
        {
            if (target.Model.Length > 0 && target.Wire.Check(plan.Request with { Model = target.Model }) is { } fault)
            {
                errors.Add("messages", $"{target.Wire.Name}: {fault}");
            }
        }

        return errors.Any ? errors.ToProblem() : null;
    }

    /// <summary>Puts empty items where a list has nulls, so that each is told of by its place: the reader holds null out of fields, not out of lists.</summary>
    private static ExecutionRequest WithoutGaps(ExecutionRequest request) => request with
    {
        Messages = request.Messages is null ? null : [.. request.Messages.Select(message => message ?? new Message())],
        Tools = request.Tools is null ? null : [.. request.Tools.Select(tool => tool ?? new ToolDefinition())],
        Fallbacks = request.Fallbacks is null ? null : [.. request.Fallbacks.Select(target => target ?? new FallbackTarget())],
    };

    /// <summary>The part of a request that goes to a wire, without how it is run.</summary>
    private static ModelRequest ForWire(ExecutionRequest request) => new()
    {
        Model = request.Model,
        Prompt = request.Prompt,
        Messages = request.Messages,
        System = request.System,
        MaxTokens = request.MaxTokens,
        Temperature = request.Temperature,
        Tools = request.Tools,
        ToolChoice = request.ToolChoice,
        Options = request.Options,
    };

    private void CheckFields(ExecutionRequest request, RequestErrors errors)
    {
        var longest = options.Executions.MaxTimeout.TotalSeconds;
        errors.Require(request.MaxAttempts is null or (>= 1 and <= 10), "max_attempts", "must be 1 to 10.");
        errors.Require(request.MaxTokens is null or >= 1, "max_tokens", "must be at least 1.");
        errors.Require(request.Temperature is null or (>= 0 and <= 2), "temperature", "must be 0 to 2.");
        errors.Require(
            request.TimeoutSeconds is null || (request.TimeoutSeconds > 0 && request.TimeoutSeconds <= longest),
            "timeout_seconds",
            string.Create(CultureInfo.InvariantCulture, $"must be more than 0 and at most {longest}."));
        errors.Require(request.Options is null || request.Options.Value.ValueKind == JsonValueKind.Object, "options", "must be an object of the provider's own fields.");
        errors.Require(request.User is null || request.User.Length is > 0 and <= 256, "user", "must be 1 to 256 characters.");
        errors.Require(request.Fallbacks is null || request.Fallbacks.Count <= 8, "fallbacks", "must be at most 8.");
        errors.Require(
            request.Metadata is null || request.Metadata.Value.GetRawText().Length <= MaxMetadataBytes,
            "metadata",
            $"must be at most {MaxMetadataBytes} bytes of JSON.");
        foreach (var tool in request.Tools ?? [])
        {
            errors.Require(tool.Name.Length is > 0 and <= 64, "tools", $"the name '{tool.Name}' must be 1 to 64 characters.");
        }
    }

    private static void CheckConversation(ExecutionRequest request, RequestErrors errors)
    {
        errors.Require(request.Prompt is null || request.Messages is null, "prompt", "give prompt or messages, not both.");
        errors.Require(request.Prompt is not null || request.Messages is not null, "prompt", "give a prompt, or messages.");
        errors.Require(request.Prompt is not { Length: 0 }, "prompt", "must not be empty.");
        errors.Require(request.Messages is not { Count: 0 }, "messages", "must not be empty.");
        for (var i = 0; i < (request.Messages?.Count ?? 0); i++)
        {
            var message = request.Messages![i];
            var known = message.Role is "system" or "user" or "assistant" or "tool";
            errors.Require(known, $"messages[{i}].role", $"'{message.Role}' is not known; use system, user, assistant or tool.");
            errors.Require(message.Content.Count > 0, $"messages[{i}].content", "must not be empty.");
            foreach (var part in message.Content)
            {
                var partKnown = part.Type is "text" or "image" or "tool_call" or "tool_result" or "reasoning";
                errors.Require(partKnown, $"messages[{i}].content", $"'{part.Type}' is not known; use text, image, tool_call, tool_result or reasoning.");
            }
        }
    }

    private List<ExecutionTarget> Targets(ExecutionRequest request, RequestErrors errors)
    {
        var targets = new List<ExecutionTarget>(1 + (request.Fallbacks?.Count ?? 0));
        AddTarget(targets, request.Provider, request.Model, request.Wire, "", errors);
        for (var i = 0; i < (request.Fallbacks?.Count ?? 0); i++)
        {
            AddTarget(targets, request.Fallbacks![i].Provider, request.Fallbacks[i].Model, null, $"fallbacks[{i}].", errors);
        }

        return targets;
    }

    private void AddTarget(List<ExecutionTarget> targets, string provider, string model, string? wireName, string field, RequestErrors errors)
    {
        errors.Require(model.Length is > 0 and <= 256, field + "model", "give the provider's name of the model, at most 256 characters.");
        if (Wires.DefaultFor(provider) is not { } usual)
        {
            errors.Add(field + "provider", $"'{provider}' is not known; use openai, anthropic or google.");
            return;
        }

        var wire = wireName is null ? usual : Wires.Find(wireName);
        if (wire is null || Wires.ProviderOf(wire) != provider)
        {
            var choices = string.Join(", ", Wires.All.Where(w => Wires.ProviderOf(w) == provider).Select(w => w.Name));
            errors.Add(field + "wire", $"'{wireName}' is not a wire of {provider}; use {choices}.");
            return;
        }

        targets.Add(new ExecutionTarget(provider, model, wire, options.Providers.GetValueOrDefault(provider) ?? Wires.DefaultBaseUrl(provider)!.AbsoluteUri));
    }
}
