using System.Text.Json;
using Polydev.Providers.Json;
using Polydev.Providers.Sse;

namespace Polydev.Providers.Decoding;

/// <summary>Decodes an answer that comes as one JSON object, when it is whole.</summary>
internal abstract class BodyDecoder(ProviderAnswer head, IEventSink sink) : AnswerDecoder(head, sink)
{
    private readonly PooledBytes _body = new();

    protected sealed override void Take(ReadOnlySpan<byte> bytes)
    {
        if (_body.Length + (long)bytes.Length > SseFrames.MaxFrameBytes)
        {
            throw new FrameTooLargeException();
        }

        _body.Append(bytes);
    }

    protected sealed override void End()
    {
        try
        {
            if (!IsWhole(_body.Written))
            {
                return;
            }

            Read(JsonSlice.Root(_body.Written));
        }
        catch (JsonException)
        {
            Answer.FailAsMalformed("its body is not JSON");
        }
    }

    protected sealed override void Release() => _body.Release();

    /// <summary>Reads the body and ends the answer; if it does not, the answer counts as cut.</summary>
    protected abstract void Read(JsonSlice body);

    /// <summary>Tells a body that is cut (false) from one that is wrong (throws) and one that is whole.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, new JsonReaderState(JsonSlice.ReaderOptions));
        var any = false;
        while (reader.Read())
        {
            any = true;
        }

        return any && reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
    }
}
