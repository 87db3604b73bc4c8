namespace Polydev.Controller.Executions;

/// <summary>What an execution has produced so far, put together from its events.</summary>
internal sealed record ExecutionOutput
{
    /// <summary>The answer.</summary>
    public string Text { get; init; } = "";

    /// <summary>The readable reasoning; null when there was none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The tool calls in order; null when there were none.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>The images in order; null when there were none.</summary>
    public IReadOnlyList<OutputImage>? Images { get; init; }
}
