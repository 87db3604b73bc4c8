using Polydev.Providers.Decoding;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Json;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>Decodes a response that comes whole.</summary>
internal sealed class OpenAiResponsesBodyDecoder(ProviderAnswer head, IEventSink sink) : BodyDecoder(head, sink)
{
    protected override void Read(JsonSlice body)
    {
        long index = 0;
        foreach (var item in body.Field("output"u8).Items)
        {
            OpenAiResponsesItem.ReadWhole(item, index++, Answer);
        }

        OpenAiResponsesEnd.Read(body, Answer);
        var error = body.Field("error"u8);
        if (!Answer.Ended && !error.IsMissing)
        {
            Answer.Fail(ErrorReading.FromStream(OpenAiErrors.Instance, error), withUsage: false);
        }
    }
}
