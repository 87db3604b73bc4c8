using Polydev.Protocol.Events;

namespace Polydev.Providers.Anthropic;

/// <summary>Anthropic's stop reasons in our words.</summary>
internal static class AnthropicStopReasons
{
    public static StopReason Normalise(string? reason) => reason switch
    {
        "end_turn" or "stop_sequence" => StopReason.End,
        "max_tokens" or "model_context_window_exceeded" => StopReason.MaxTokens,
        "tool_use" => StopReason.Tool,
        "pause_turn" => StopReason.Pause,
        "refusal" => StopReason.Refusal,
        _ => StopReason.Error,
    };
}
