using Polydev.Protocol.Events;
using Polydev.Providers.Decoding;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Json;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>How a response ends: by its <c>status</c>, for there is no stop reason on this wire.</summary>
internal static class OpenAiResponsesEnd
{
    /// <summary>Ends the answer by the status of the response object; a status that is no end leaves it open.</summary>
    public static void Read(JsonSlice response, Answer answer)
    {
        ReadUsage(response.Field("usage"u8), answer);
        switch (response.Field("status"u8).AsString())
        {
            case "completed":
                answer.Finish(CompletedStop(answer), "completed");
                break;
            case "incomplete":
                Incomplete(response.Field("incomplete_details"u8).Field("reason"u8).AsString(), answer);
                break;
            case "failed":
                // The figures stand in the failed response itself, so they are true for it.
                answer.Fail(ErrorReading.FromStream(OpenAiErrors.Instance, response.Field("error"u8)), withUsage: true);
                break;
            case "cancelled":
                answer.Finish(StopReason.Error, "cancelled");
                break;
        }
    }

    private static StopReason CompletedStop(Answer answer) =>
        answer.Tools.Count > 0 ? StopReason.Tool : answer.Refused ? StopReason.Refusal : StopReason.End;

    private static void Incomplete(string? reason, Answer answer)
    {
        var stop = reason switch
        {
            "max_output_tokens" or "max_tokens" => StopReason.MaxTokens, // The schema says the one, its example the other.
            "content_filter" => StopReason.Filtered,
            _ => StopReason.Error,
        };
        answer.Finish(stop, reason is null ? "incomplete" : $"incomplete:{reason}");
    }

    private static void ReadUsage(JsonSlice usage, Answer answer)
    {
        if (!usage.IsObject)
        {
            return;
        }

        answer.Usage = new UsageFigures
        {
            Input = usage.Field("input_tokens"u8).Number,
            Output = usage.Field("output_tokens"u8).Number,
            Cached = usage.Field("input_tokens_details"u8).Field("cached_tokens"u8).Number,
            Reasoning = usage.Field("output_tokens_details"u8).Field("reasoning_tokens"u8).Number,
        };
    }
}
