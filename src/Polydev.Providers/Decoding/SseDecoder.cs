using System.Text.Json;
using Polydev.Providers.Json;
using Polydev.Providers.Sse;

namespace Polydev.Providers.Decoding;

/// <summary>Decodes an answer that comes as server-sent events, each with one JSON payload.</summary>
internal abstract class SseDecoder : AnswerDecoder
{
    private readonly SseFrames _frames;

    protected SseDecoder(ProviderAnswer head, IEventSink sink) : base(head, sink) => _frames = new SseFrames(ReadPayload);

    protected sealed override void Take(ReadOnlySpan<byte> bytes) => _frames.Feed(bytes);

    protected sealed override void End()
    {
        var rest = _frames.Rest();
        if (!rest.IsEmpty)
        {
            try
            {
                ReadPayload(rest);
            }
            catch (JsonException)
            {
                // A last frame without its blank line counts when its JSON is whole; otherwise the stream broke inside it.
                Answer.FailAsCut();
            }
        }

        OnEndOfStream();
    }

    protected sealed override void Release() => _frames.Release();

    /// <summary>Reads one payload. It walks all fields of the root before it emits anything, so that half a payload emits nothing.</summary>
    protected abstract void Read(JsonSlice payload);

    /// <summary>Takes a payload that is not JSON by design; false when it is none of the wire's.</summary>
    protected virtual bool ReadMarker(ReadOnlySpan<byte> data) => false;

    /// <summary>The stream ended: finishes the answer where the wire's end marker is no frame of its own.</summary>
    protected virtual void OnEndOfStream()
    {
    }

    private void ReadPayload(ReadOnlySpan<byte> data)
    {
        if (!Answer.Ended && !ReadMarker(data))
        {
            Read(JsonSlice.Root(data));
        }
    }
}
