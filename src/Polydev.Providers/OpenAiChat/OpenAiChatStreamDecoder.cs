using Polydev.Providers.Decoding;
using Polydev.Providers.Json;

namespace Polydev.Providers.OpenAiChat;

/// <summary>Decodes a stream of chat completion chunks, which <c>[DONE]</c> ends, after a finish reason and perhaps the usage.</summary>
internal sealed class OpenAiChatStreamDecoder(ProviderAnswer head, IEventSink sink) : SseDecoder(head, sink)
{
    private string? _finishReason;

    protected override bool ReadMarker(ReadOnlySpan<byte> data)
    {
        if (!data.Trim((byte)' ').SequenceEqual("[DONE]"u8))
        {
            return false;
        }

        OnEndOfStream();
        if (!Answer.Ended)
        {
            // Nothing said that the model was done: some gateways close a broken stream with a clean marker.
            Answer.FailAsCut();
        }

        return true;
    }

    protected override void Read(JsonSlice payload)
    {
        JsonSlice choices = default, usage = default, error = default;
        foreach (var field in payload.Fields)
        {
            _ = field.Into("choices"u8, ref choices) || field.Into("usage"u8, ref usage) || field.Into("error"u8, ref error);
        }

        if (!error.IsMissing)
        {
            OpenAiChatMessage.Fail(error, Answer);
            return;
        }

        foreach (var choice in choices.Items)
        {
            ReadChoice(choice);
        }

        OpenAiChatMessage.ReadUsage(usage, Answer);
    }

    // Servers that leave the marker out still say that the model was done; the usage comes between the two.
    protected override void OnEndOfStream()
    {
        if (_finishReason is not null)
        {
            OpenAiChatMessage.Finish(_finishReason, Answer);
        }
    }

    private void ReadChoice(JsonSlice choice)
    {
        JsonSlice delta = default, finishReason = default;
        foreach (var field in choice.Fields)
        {
            if (field.Is("index"u8) && field.Value.Number is not (null or 0))
            {
                return; // One answer only: the first.
            }

            _ = field.Into("delta"u8, ref delta) || field.Into("finish_reason"u8, ref finishReason);
        }

        OpenAiChatMessage.Read(delta, Answer);
        _finishReason = finishReason.AsString() ?? _finishReason;
    }
}
