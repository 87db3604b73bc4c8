using Polydev.Providers.Decoding;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Json;

namespace Polydev.Providers.Anthropic;

/// <summary>Decodes a message that comes whole.</summary>
internal sealed class AnthropicBodyDecoder(ProviderAnswer head, IEventSink sink) : BodyDecoder(head, sink)
{
    protected override void Read(JsonSlice body)
    {
        var error = body.Field("error"u8);
        if (!error.IsMissing)
        {
            Answer.Fail(ErrorReading.FromStream(AnthropicErrors.Instance, error), withUsage: false);
            return;
        }

        long index = 0;
        foreach (var block in body.Field("content"u8).Items)
        {
            AnthropicBlock.Read(block, index++, Answer);
        }

        var usage = body.Field("usage"u8);
        if (usage.IsObject)
        {
            var figures = new AnthropicUsage();
            figures.Read(usage);
            figures.Settle(Answer);
        }

        if (body.Field("stop_reason"u8).AsString() is { } reason)
        {
            Answer.Finish(AnthropicStopReasons.Normalise(reason), reason);
        }
    }
}
