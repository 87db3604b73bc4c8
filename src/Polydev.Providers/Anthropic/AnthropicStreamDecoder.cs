using Polydev.Providers.Decoding;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Json;

namespace Polydev.Providers.Anthropic;

/// <summary>Decodes a message's events, which <c>message_stop</c> or <c>error</c> ends.</summary>
internal sealed class AnthropicStreamDecoder(ProviderAnswer head, IEventSink sink) : SseDecoder(head, sink)
{
    private readonly AnthropicUsage _usage = new();
    private string? _stopReason;

    protected override void Read(JsonSlice payload)
    {
        JsonSlice type = default, index = default, delta = default, block = default, message = default, usage = default, error = default;
        foreach (var field in payload.Fields)
        {
            _ = field.Into("type"u8, ref type) || field.Into("index"u8, ref index) || field.Into("delta"u8, ref delta)
                || field.Into("content_block"u8, ref block) || field.Into("message"u8, ref message)
                || field.Into("usage"u8, ref usage) || field.Into("error"u8, ref error);
        }

        if (type.Is("content_block_delta"u8))
        {
            AnthropicBlock.ReadDelta(delta, index.Number ?? 0, Answer);
        }
        else if (type.Is("content_block_start"u8))
        {
            AnthropicBlock.Read(block, index.Number ?? 0, Answer);
        }
        else if (type.Is("error"u8))
        {
            var fault = ErrorReading.FromStream(AnthropicErrors.Instance, error);
            Answer.Fail(fault with { ProviderRequestId = payload.Field("request_id"u8).AsString() }, withUsage: false);
        }
        else
        {
            ReadFrame(type, message, delta, usage);
        }
    }

    /// <summary>Reads the events around the content.</summary>
    private void ReadFrame(JsonSlice type, JsonSlice message, JsonSlice delta, JsonSlice usage)
    {
        if (type.Is("message_start"u8))
        {
            _usage.Read(message.Field("usage"u8));
        }
        else if (type.Is("message_delta"u8))
        {
            _stopReason = delta.Field("stop_reason"u8).AsString() ?? _stopReason;
            _usage.Read(usage);
            _usage.Settle(Answer);
        }
        else if (type.Is("message_stop"u8))
        {
            Answer.Finish(AnthropicStopReasons.Normalise(_stopReason), _stopReason ?? "");
        }
    }
}
