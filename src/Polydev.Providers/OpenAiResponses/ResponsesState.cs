using Polydev.Protocol.Events;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>How a response stands when it is written out.</summary>
internal sealed record ResponsesState
{
    /// <summary><c>in_progress</c>, <c>completed</c>, <c>incomplete</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The output so far.</summary>
    public IReadOnlyList<ResponsesItem> Items { get; init; } = [];

    /// <summary>Final usage.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Why it is incomplete.</summary>
    public string? IncompleteReason { get; init; }

    /// <summary>Why it failed.</summary>
    public ExecutionError? Error { get; init; }
}
