using System.Text.Json.Serialization;

namespace Polydev.Protocol.Events;

/// <summary>Why a model stopped, normalised over all wires.</summary>
[JsonConverter(typeof(StopReasonConverter))]
public enum StopReason
{
    /// <summary>It said all it had to say, or met a stop sequence.</summary>
    End,

    /// <summary>It waits for the result of a tool call.</summary>
    Tool,

    /// <summary>It met the limit of output tokens or of the context window.</summary>
    MaxTokens,

    /// <summary>A content filter of the provider cut or blocked it.</summary>
    Filtered,

    /// <summary>The model, or a classifier in the stream, declined.</summary>
    Refusal,

    /// <summary>A long turn was paused and can be continued.</summary>
    Pause,

    /// <summary>The provider stopped for a reason of its own that is none of the above.</summary>
    Error,
}
