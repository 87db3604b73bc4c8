using Polydev.Providers.Decoding;
using Polydev.Providers.Json;

namespace Polydev.Providers.Gemini;

/// <summary>Decodes generateContent, one JSON object, and streamGenerateContent without <c>alt=sse</c>, an array that comes item by item.</summary>
internal sealed class GeminiBodyDecoder : AnswerDecoder
{
    private readonly GeminiChunks _chunks;
    private readonly JsonObjects _objects;

    public GeminiBodyDecoder(ProviderAnswer head, IEventSink sink) : base(head, sink)
    {
        _chunks = new GeminiChunks(Answer);
        _objects = new JsonObjects(item => _chunks.Read(JsonSlice.Root(item)));
    }

    protected override void Take(ReadOnlySpan<byte> bytes) => _objects.Feed(bytes);

    protected override void End()
    {
        if (_objects.IsWhole)
        {
            _chunks.Finish();
        }
    }

    protected override void Release() => _objects.Release();
}
