using System.Text.Json;
using Polydev.Protocol.Events;

namespace Polydev.Providers.Anthropic;

/// <summary>The pieces of JSON that streams and bodies of the Messages wire share.</summary>
internal static class AnthropicShapes
{
    /// <summary>Writes what a message begins with.</summary>
    public static void WriteHead(Utf8JsonWriter json, ReplyHead head)
    {
        json.WriteString("id"u8, "msg_" + head.Id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, head.Model);
    }

    /// <summary>Writes usage as this wire counts: input without what was read from or written to the cache.</summary>
    public static void WriteUsage(Utf8JsonWriter json, TokenUsage usage, bool tier)
    {
        var written = usage.CacheWriteInputTokens ?? 0;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, Math.Max(0, usage.InputTokens - usage.CachedInputTokens - written));
        json.WriteNumber("cache_creation_input_tokens"u8, written);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CachedInputTokens);
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        if (usage.ReasoningTokens is { } thinking)
        {
            json.WriteStartObject("output_tokens_details"u8);
            json.WriteNumber("thinking_tokens"u8, thinking);
            json.WriteEndObject();
        }

        if (tier)
        {
            json.WriteString("service_tier"u8, "standard"u8);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the source of an image block, shaped as the wire takes it in requests: it has no images in answers of its own.</summary>
    public static void WriteImage(Utf8JsonWriter json, ImageEvent image)
    {
        json.WriteString("type"u8, "image"u8);
        json.WriteStartObject("source"u8);
        json.WriteString("type"u8, "base64"u8);
        json.WriteString("media_type"u8, image.MimeType);
        json.WriteString("data"u8, image.Data);
        json.WriteEndObject();
    }

    /// <summary>The wire's word for why the model stopped; a word that is already of this wire stays, and so does one no wire maps.</summary>
    public static string StopWord(FinishedEvent finished) => finished.ProviderStopReason switch
    {
        "end_turn" or "max_tokens" or "stop_sequence" or "tool_use" or "pause_turn" or "refusal" or "model_context_window_exceeded"
            => finished.ProviderStopReason,
        _ => finished.StopReason switch
        {
            StopReason.Tool => "tool_use",
            StopReason.MaxTokens => "max_tokens",
            StopReason.Filtered or StopReason.Refusal => "refusal",
            StopReason.Pause => "pause_turn",
            StopReason.Error when finished.ProviderStopReason.Length > 0 => finished.ProviderStopReason,
            StopReason.Error => "error",
            _ => "end_turn",
        },
    };
}
