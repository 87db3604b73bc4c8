using Polydev.Protocol.Events;

namespace Polydev.Simulator;

/// <summary>What the simulated model answers: reasoning, then text, then an image, then tool calls, then why it stopped.</summary>
public sealed record SimulatedReply
{
    /// <summary>Pieces of the answer, one event each.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];

    /// <summary>Whether the answer is the caller's last text, word by word, instead of <see cref="Text"/>.</summary>
    public bool Echo { get; init; }

    /// <summary>Whether each piece of text is the monotonic time of its sending in nanoseconds and a space, instead of <see cref="Text"/>'s own words.</summary>
    public bool Clock { get; init; }

    /// <summary>Pieces of reasoning.</summary>
    public IReadOnlyList<string> Reasoning { get; init; } = [];

    /// <summary>Proof that closes the reasoning; null sends none.</summary>
    public string? ReasoningSignature { get; init; }

    /// <summary>Tool calls; their pieces are sent interleaved where the wire can do so.</summary>
    public IReadOnlyList<SimulatedToolCall> ToolCalls { get; init; } = [];

    /// <summary>An image.</summary>
    public SimulatedImage? Image { get; init; }

    /// <summary>Why the model stops; null for the natural reason: tool calls or the end.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>The tokens reported; null counts about four characters of prompt a token, and every piece of the answer as one.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Pieces per second; null takes the simulator's own rate.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Where it stands still until it is told to go on; null holds nothing up.</summary>
    public SimulatedHold? Hold { get; init; }
}
