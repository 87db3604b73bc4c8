using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.OpenAiChat;

/// <summary>The pieces of JSON that streams and bodies of Chat Completions share.</summary>
internal static class OpenAiChatShapes
{
    /// <summary>Everything of a chunk that comes before its delta: the same for all chunks of an answer, so it is made once.</summary>
    public static byte[] ChunkPrefix(ReplyHead head)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var frames = new JsonFrames(output);
        var json = frames.OpenData();
        json.WriteStartObject();
        WriteHead(json, head, "chat.completion.chunk");
        frames.Close();
        output.Write(",\"choices\":[{\"index\":0,\"delta\":"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Everything of a chunk that comes after its finish reason.</summary>
    public static byte[] ChunkSuffix(ReplyHead head) =>
        head.IncludeUsage ? "}],\"usage\":null}\n\n"u8.ToArray() : "}]}\n\n"u8.ToArray();

    /// <summary>Writes what every object of an answer begins with.</summary>
    public static void WriteHead(Utf8JsonWriter json, ReplyHead head, string type)
    {
        json.WriteString("id"u8, "chatcmpl-" + head.Id);
        json.WriteString("object"u8, type);
        json.WriteNumber("created"u8, head.Created.ToUnixTimeSeconds());
        json.WriteString("model"u8, head.Model);
        json.WriteString("service_tier"u8, "default"u8);
        json.WriteString("system_fingerprint"u8, "fp_44709d6fcb"u8);
    }

    /// <summary>Writes usage as this wire counts: cached tokens are part of the prompt, reasoning part of the completion.</summary>
    public static void WriteUsage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.InputTokens);
        json.WriteNumber("completion_tokens"u8, usage.OutputTokens);
        json.WriteNumber("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInputTokens);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens ?? 0);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteNumber("accepted_prediction_tokens"u8, 0);
        json.WriteNumber("rejected_prediction_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes images the way compatible servers do: as data addresses.</summary>
    public static void WriteImages(Utf8JsonWriter json, IReadOnlyList<ImageEvent> images)
    {
        json.WriteStartArray("images"u8);
        foreach (var image in images)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "image_url"u8);
            json.WriteStartObject("image_url"u8);
            json.WriteString("url"u8, $"data:{image.MimeType};base64,{image.Data}");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The wire's word for why the model stopped; a word that is already of this wire stays.</summary>
    public static string FinishReason(FinishedEvent finished) => finished.ProviderStopReason switch
    {
        "stop" or "length" or "tool_calls" or "content_filter" or "function_call" => finished.ProviderStopReason,
        _ => finished.StopReason switch
        {
            StopReason.Tool => "tool_calls",
            StopReason.MaxTokens => "length",
            StopReason.Filtered or StopReason.Refusal => "content_filter",
            _ => "stop",
        },
    };
}
