using System.Text.Json;
using Polydev.Protocol.Events;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>The response object that streams repeat at their borders and bodies consist of.</summary>
internal static class OpenAiResponsesShapes
{
    /// <summary>Writes the response as it stands.</summary>
    public static void WriteResponse(Utf8JsonWriter json, ReplyHead head, ResponsesState state)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, "resp_" + head.Id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, head.Created.ToUnixTimeSeconds());
        json.WriteString("status"u8, state.Status);
        WriteError(json, state.Error);
        WriteIncomplete(json, state.IncompleteReason);
        json.WriteNull("instructions"u8);
        json.WriteNull("max_output_tokens"u8);
        json.WriteString("model"u8, head.Model);
        json.WriteStartArray("output"u8);
        foreach (var item in state.Items)
        {
            item.Write(json, state.Status == "completed" ? "completed" : "incomplete");
        }

        json.WriteEndArray();
        WriteDefaults(json);
        WriteUsage(json, state.Usage);
        json.WriteNull("user"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>How a complete answer stands at its end: a limit or a filter makes it <c>incomplete</c>; a tool call does not.</summary>
    public static (string Status, string? IncompleteReason) Outcome(FinishedEvent finished)
    {
        const string prefix = "incomplete:";
        var word = finished.ProviderStopReason;
        if (word.StartsWith(prefix, StringComparison.Ordinal))
        {
            return ("incomplete", word[prefix.Length..]);
        }

        return finished.StopReason switch
        {
            StopReason.MaxTokens => ("incomplete", "max_output_tokens"),
            StopReason.Filtered or StopReason.Refusal => ("incomplete", "content_filter"),
            StopReason.Error => ("incomplete", word.Length > 0 ? word : "error"),
            _ => ("completed", null),
        };
    }

    private static void WriteError(Utf8JsonWriter json, ExecutionError? error)
    {
        if (error is null)
        {
            json.WriteNull("error"u8);
            return;
        }

        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, error.ProviderCode ?? ProviderErrors.OpenAiWords(error.Code).Code ?? "server_error");
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    private static void WriteIncomplete(Utf8JsonWriter json, string? reason)
    {
        if (reason is null)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
    }

    private static void WriteDefaults(Utf8JsonWriter json)
    {
        json.WriteBoolean("parallel_tool_calls"u8, true);
        json.WriteNull("previous_response_id"u8);
        json.WriteStartObject("reasoning"u8);
        json.WriteNull("effort"u8);
        json.WriteNull("summary"u8);
        json.WriteEndObject();
        json.WriteBoolean("store"u8, false);
        json.WriteNumber("temperature"u8, 1);
        json.WriteStartObject("text"u8);
        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, "text"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("tool_choice"u8, "auto"u8);
        json.WriteStartArray("tools"u8);
        json.WriteEndArray();
        json.WriteNumber("top_p"u8, 1);
        json.WriteString("truncation"u8, "disabled"u8);
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage? usage)
    {
        if (usage is null)
        {
            json.WriteNull("usage"u8);
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.InputTokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInputTokens);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens ?? 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
        json.WriteEndObject();
    }
}
