using Polydev.Providers.Decoding;
using Polydev.Providers.Json;

namespace Polydev.Providers.OpenAiChat;

/// <summary>Decodes a chat completion that comes whole.</summary>
internal sealed class OpenAiChatBodyDecoder(ProviderAnswer head, IEventSink sink) : BodyDecoder(head, sink)
{
    protected override void Read(JsonSlice body)
    {
        var error = body.Field("error"u8);
        if (!error.IsMissing)
        {
            OpenAiChatMessage.Fail(error, Answer);
            return;
        }

        OpenAiChatMessage.ReadUsage(body.Field("usage"u8), Answer);
        foreach (var choice in body.Field("choices"u8).Items)
        {
            if (choice.Field("index"u8).Number is not (null or 0))
            {
                continue;
            }

            OpenAiChatMessage.Read(choice.Field("message"u8), Answer);
            if (choice.Field("finish_reason"u8).AsString() is { } reason)
            {
                OpenAiChatMessage.Finish(reason, Answer);
            }
        }
    }
}
