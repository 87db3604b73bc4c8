using Polydev.Providers.Decoding;
using Polydev.Providers.Json;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>A finished item of a response's output, as it stands in a whole answer and at the end of each item of a stream.</summary>
internal static class OpenAiResponsesItem
{
    /// <summary>Reads an item nothing was sent of yet.</summary>
    public static void ReadWhole(JsonSlice item, long index, Answer answer)
    {
        var type = item.Field("type"u8);
        if (type.Is("message"u8))
        {
            ReadMessage(item, answer);
        }
        else if (type.Is("reasoning"u8))
        {
            foreach (var summary in item.Field("summary"u8).Items)
            {
                answer.Reasoning(summary.Field("text"u8).Text);
            }

            foreach (var open in item.Field("content"u8).Items)
            {
                answer.Reasoning(open.Field("text"u8).Text);
            }
        }

        ReadDone(item, index, answer);
    }

    /// <summary>Reads of an item what its deltas did not hold. All text was in them: to read it here would double it.</summary>
    public static void ReadDone(JsonSlice item, long index, Answer answer)
    {
        var type = item.Field("type"u8);
        if (type.Is("function_call"u8))
        {
            ReadFunctionCall(item, index, answer);
        }
        else if (type.Is("reasoning"u8))
        {
            answer.Reasoning(default, redacted: item.Field("encrypted_content"u8).Text);
        }
        else if (type.Is("image_generation_call"u8))
        {
            var format = item.Field("output_format"u8);
            var mimeType = format.Is("jpeg"u8) ? "image/jpeg"u8 : format.Is("webp"u8) ? "image/webp"u8 : "image/png"u8;
            answer.Image(mimeType, item.Field("result"u8).Text);
        }
    }

    /// <summary>Reads a function call; arguments that already came in deltas are not sent again.</summary>
    public static void ReadFunctionCall(JsonSlice item, long index, Answer answer) => answer.ToolCall(index, new ToolCallPiece
    {
        // The reply quotes call_id; the item's own id is for retrieving it.
        Id = item.Field("call_id"u8).Text,
        Name = item.Field("name"u8).Text,
        Arguments = answer.Tools.HasArguments(index) ? default : item.Field("arguments"u8).Text,
    });

    private static void ReadMessage(JsonSlice item, Answer answer)
    {
        foreach (var part in item.Field("content"u8).Items)
        {
            answer.Text(part.Field("text"u8).Text);
            var refusal = part.Field("refusal"u8).Text;
            if (!refusal.IsEmpty)
            {
                answer.Refused = true;
                answer.Text(refusal);
            }
        }
    }
}
