using System.Text.Json;
using Polydev.Controller.Pools;
using Polydev.Protocol.Calls;

namespace Polydev.Controller.Executions;

/// <summary>The body of <c>POST /v1/executions</c>: a model request, and how it is to be run.</summary>
internal sealed record ExecutionRequest : ModelRequest
{
    /// <summary><c>openai</c>, <c>anthropic</c> or <c>google</c>.</summary>
    public string Provider { get; init => field = value ?? ""; } = "";

    /// <summary><c>openai-chat</c>, <c>openai-responses</c>, <c>anthropic-messages</c> or <c>gemini</c>; null for the provider's usual one.</summary>
    public string? Wire { get; init; }

    /// <summary>Most attempts at each provider and model, 1 to 10.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>How far the worker may be shared; null for <c>tenant</c>.</summary>
    public Isolation? Isolation { get; init; }

    /// <summary>Seconds from acceptance to the end at the latest.</summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Where to go, in order, when the provider fails before its first output.</summary>
    public IReadOnlyList<FallbackTarget>? Fallbacks { get; init; }

    /// <summary>The caller's own name of its user, for usage figures.</summary>
    public string? User { get; init; }

    /// <summary>Anything of the caller's, given back unchanged; at most 16 KiB of JSON.</summary>
    public JsonElement? Metadata { get; init; }
}
