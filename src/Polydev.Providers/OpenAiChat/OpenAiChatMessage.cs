using Polydev.Protocol.Events;
using Polydev.Providers.Decoding;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Json;

namespace Polydev.Providers.OpenAiChat;

/// <summary>What a chunk's <c>delta</c> and a whole answer's <c>message</c> have in common.</summary>
internal static class OpenAiChatMessage
{
    /// <summary>Key of the one call of the old <c>function_call</c> field, which has no index.</summary>
    private const long LegacyCall = -1;

    public static void Read(JsonSlice message, Answer answer)
    {
        foreach (var field in message.Fields)
        {
            if (field.Is("content"u8))
            {
                answer.Text(field.Value.Text);
            }
            else if (field.Is("refusal"u8) && !field.Value.Text.IsEmpty)
            {
                answer.Refused = true;
                answer.Text(field.Value.Text);
            }
            else if (field.Is("reasoning_content"u8))
            {
                answer.Reasoning(field.Value.Text); // Not OpenAI's own: servers that speak its wire send open reasoning so.
            }
            else if (field.Is("tool_calls"u8))
            {
                foreach (var call in field.Value.Items)
                {
                    ReadToolCall(call, answer);
                }
            }
            else if (field.Is("function_call"u8) && field.Value.IsObject)
            {
                ReadFunction(field.Value, LegacyCall, default, answer);
            }
        }
    }

    public static void ReadUsage(JsonSlice usage, Answer answer)
    {
        if (!usage.IsObject)
        {
            return;
        }

        JsonSlice input = default, output = default, inputDetails = default, outputDetails = default;
        foreach (var field in usage.Fields)
        {
            _ = field.Into("prompt_tokens"u8, ref input) || field.Into("completion_tokens"u8, ref output)
                || field.Into("prompt_tokens_details"u8, ref inputDetails) || field.Into("completion_tokens_details"u8, ref outputDetails);
        }

        answer.Usage = new UsageFigures
        {
            Input = input.Number,
            Output = output.Number,
            Cached = inputDetails.Field("cached_tokens"u8).Number,
            Reasoning = outputDetails.Field("reasoning_tokens"u8).Number,
        };
    }

    public static void Fail(JsonSlice error, Answer answer) =>
        answer.Fail(ErrorReading.FromStream(OpenAiErrors.Instance, error), withUsage: false);

    public static void Finish(string reason, Answer answer)
    {
        var stop = reason switch
        {
            "stop" when answer.Refused => StopReason.Refusal,
            // A call that tool_choice forced by name ends with "stop".
            "stop" when answer.Tools.Count > 0 => StopReason.Tool,
            "stop" => StopReason.End,
            "length" => StopReason.MaxTokens,
            "tool_calls" or "function_call" => StopReason.Tool,
            "content_filter" => StopReason.Filtered,
            _ => StopReason.Error,
        };
        answer.Finish(stop, reason);
    }

    private static void ReadToolCall(JsonSlice call, Answer answer)
    {
        JsonSlice index = default, id = default, function = default;
        foreach (var field in call.Fields)
        {
            _ = field.Into("index"u8, ref index) || field.Into("id"u8, ref id) || field.Into("function"u8, ref function);
        }

        if (function.IsObject)
        {
            // Whole answers, and a few servers' streams, have no index: there an id begins the next call.
            var key = index.Number ?? (id.Text.IsEmpty ? Math.Max(0, answer.Tools.Count - 1) : answer.Tools.Count);
            ReadFunction(function, key, id.Text, answer);
        }
    }

    private static void ReadFunction(JsonSlice function, long key, ReadOnlySpan<byte> id, Answer answer)
    {
        JsonSlice name = default, arguments = default;
        foreach (var field in function.Fields)
        {
            _ = field.Into("name"u8, ref name) || field.Into("arguments"u8, ref arguments);
        }

        answer.ToolCall(key, new ToolCallPiece { Id = id, Name = name.Text, Arguments = arguments.Text });
    }
}
