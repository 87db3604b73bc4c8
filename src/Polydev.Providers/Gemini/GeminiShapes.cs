using System.Text.Json;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.Gemini;

/// <summary>The pieces of JSON that streams and bodies of the Gemini wire share.</summary>
internal static class GeminiShapes
{
    /// <summary>Opens a response and its one candidate up to the parts.</summary>
    public static void OpenCandidate(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("candidates"u8);
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
    }

    /// <summary>Closes what <see cref="OpenCandidate"/> opened, and ends the response.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="head">What the answer says about itself.</param>
    /// <param name="finished">The end of the answer, in the frame that has it.</param>
    /// <param name="usage">Final usage; null in frames before the end.</param>
    public static void CloseCandidate(Utf8JsonWriter json, ReplyHead head, FinishedEvent? finished, TokenUsage? usage)
    {
        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
        if (finished is not null)
        {
            json.WriteString("finishReason"u8, FinishReason(finished));
        }

        json.WriteNumber("index"u8, 0);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteUsage(json, usage ?? new TokenUsage { InputTokens = head.PromptTokens });
        json.WriteString("modelVersion"u8, head.Model);
        json.WriteString("responseId"u8, head.Id);
        json.WriteEndObject();
    }

    /// <summary>Writes a text part.</summary>
    public static void WriteText(Utf8JsonWriter json, string text, bool thought, string? signature)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        if (thought)
        {
            json.WriteBoolean("thought"u8, true);
        }

        WriteSignature(json, signature);
        json.WriteEndObject();
    }

    /// <summary>Writes an image part.</summary>
    public static void WriteImage(Utf8JsonWriter json, ImageEvent image)
    {
        json.WriteStartObject();
        json.WriteStartObject("inlineData"u8);
        json.WriteString("mimeType"u8, image.MimeType);
        json.WriteString("data"u8, image.Data);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a call part; an id only where the caller gave one, for the wire usually has none.</summary>
    public static void WriteCall(Utf8JsonWriter json, GatheredCall call)
    {
        json.WriteStartObject();
        json.WriteStartObject("functionCall"u8);
        if (!call.IdIsOurs)
        {
            json.WriteString("id"u8, call.Id);
        }

        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("args"u8);
        call.WriteArguments(json);
        json.WriteEndObject();
        WriteSignature(json, call.Signature);
        json.WriteEndObject();
    }

    private static void WriteSignature(Utf8JsonWriter json, string? signature)
    {
        if (signature is not null)
        {
            json.WriteString("thoughtSignature"u8, signature);
        }
    }

    /// <summary>Writes usage as this wire counts: thoughts beside the candidates, not inside them.</summary>
    private static void WriteUsage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usageMetadata"u8);
        json.WriteNumber("promptTokenCount"u8, usage.InputTokens);
        json.WriteNumber("candidatesTokenCount"u8, usage.OutputTokens - (usage.ReasoningTokens ?? 0));
        json.WriteNumber("totalTokenCount"u8, usage.InputTokens + usage.OutputTokens);
        if (usage.CachedInputTokens > 0)
        {
            json.WriteNumber("cachedContentTokenCount"u8, usage.CachedInputTokens);
        }

        if (usage.ReasoningTokens is { } thoughts)
        {
            json.WriteNumber("thoughtsTokenCount"u8, thoughts);
        }

        json.WriteEndObject();
    }

    private static string FinishReason(FinishedEvent finished) => finished.StopReason switch
    {
        _ when IsOfThisWire(finished.ProviderStopReason) => finished.ProviderStopReason,
        StopReason.MaxTokens => "MAX_TOKENS",
        StopReason.Filtered or StopReason.Refusal => "SAFETY",
        StopReason.Error => "OTHER",
        _ => "STOP",
    };

    /// <summary>This wire alone writes its reasons in capitals, and adds new ones often: whatever looks so is handed on.</summary>
    private static bool IsOfThisWire(string word) => word.Length > 0 && word.All(c => c is '_' or (>= 'A' and <= 'Z'));
}
