using Polydev.Providers.Decoding;
using Polydev.Providers.Json;

namespace Polydev.Providers.Gemini;

/// <summary>Decodes streamGenerateContent with <c>alt=sse</c>: a whole GenerateContentResponse in each frame.</summary>
internal sealed class GeminiStreamDecoder : SseDecoder
{
    private readonly GeminiChunks _chunks;

    public GeminiStreamDecoder(ProviderAnswer head, IEventSink sink) : base(head, sink) => _chunks = new GeminiChunks(Answer);

    protected override void Read(JsonSlice payload) => _chunks.Read(payload);

    protected override void OnEndOfStream() => _chunks.Finish();
}
