using Polydev.Providers.Decoding;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Json;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>Decodes a response's typed events; <c>response.completed</c>, <c>.incomplete</c>, <c>.failed</c> or <c>error</c> ends it.</summary>
internal sealed class OpenAiResponsesStreamDecoder(ProviderAnswer head, IEventSink sink) : SseDecoder(head, sink)
{
    protected override void Read(JsonSlice payload)
    {
        JsonSlice type = default, delta = default, outputIndex = default, item = default, response = default, error = default;
        foreach (var field in payload.Fields)
        {
            _ = field.Into("type"u8, ref type) || field.Into("delta"u8, ref delta) || field.Into("output_index"u8, ref outputIndex)
                || field.Into("item"u8, ref item) || field.Into("response"u8, ref response) || field.Into("error"u8, ref error);
        }

        var index = outputIndex.Number ?? 0;
        if (!ReadDelta(type, delta, index))
        {
            ReadItem(type, item, index);
            ReadEnd(type, response, error.IsObject ? error : payload);
        }
    }

    private bool ReadDelta(JsonSlice type, JsonSlice delta, long index)
    {
        if (type.Is("response.output_text.delta"u8))
        {
            Answer.Text(delta.Text);
        }
        else if (type.Is("response.function_call_arguments.delta"u8))
        {
            Answer.ToolCall(index, new ToolCallPiece { Arguments = delta.Text });
        }
        else if (type.Is("response.reasoning_summary_text.delta"u8) || type.Is("response.reasoning_text.delta"u8))
        {
            Answer.Reasoning(delta.Text);
        }
        else if (type.Is("response.refusal.delta"u8))
        {
            Answer.Refused = true;
            Answer.Text(delta.Text);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void ReadItem(JsonSlice type, JsonSlice item, long index)
    {
        if (type.Is("response.output_item.added"u8))
        {
            if (item.Field("type"u8).Is("function_call"u8))
            {
                OpenAiResponsesItem.ReadFunctionCall(item, index, Answer);
            }
        }
        else if (type.Is("response.output_item.done"u8))
        {
            OpenAiResponsesItem.ReadDone(item, index, Answer);
        }
    }

    private void ReadEnd(JsonSlice type, JsonSlice response, JsonSlice error)
    {
        if (type.Is("error"u8))
        {
            Answer.Fail(ErrorReading.FromStream(OpenAiErrors.Instance, error), withUsage: false);
        }
        else if (type.Is("response.completed"u8) || type.Is("response.incomplete"u8)
            || type.Is("response.failed"u8) || type.Is("response.cancelled"u8))
        {
            OpenAiResponsesEnd.Read(response, Answer);
        }
    }
}
