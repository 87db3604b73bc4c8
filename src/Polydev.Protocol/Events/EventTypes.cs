namespace Polydev.Protocol.Events;

/// <summary>The <c>type</c> of each <see cref="ExecutionEvent"/>, which is also its SSE event name.</summary>
public static class EventTypes
{
    /// <summary>The execution was accepted and waits for its turn.</summary>
    public const string Queued = "queued";

    /// <summary>An attempt began on a worker.</summary>
    public const string Started = "started";

    /// <summary>A piece of the answer.</summary>
    public const string Text = "text";

    /// <summary>A piece of the model's reasoning.</summary>
    public const string Reasoning = "reasoning";

    /// <summary>A piece of a tool call.</summary>
    public const string ToolCall = "tool_call";

    /// <summary>An image the model made.</summary>
    public const string Image = "image";

    /// <summary>The tokens used.</summary>
    public const string Usage = "usage";

    /// <summary>The answer is complete.</summary>
    public const string Finished = "finished";

    /// <summary>The execution ended without a complete answer.</summary>
    public const string Failed = "failed";
}
