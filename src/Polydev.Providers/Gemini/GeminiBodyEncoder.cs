using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.Gemini;

/// <summary>Writes the whole body of a <c>generateContent</c> answer.</summary>
internal sealed class GeminiBodyEncoder(ReplyHead head, IBufferWriter<byte> output) : BodyEncoder(WireNames.Gemini, "call_", head, output)
{
    /// <inheritdoc/>
    public override string ContentType => "application/json; charset=UTF-8";

    /// <inheritdoc/>
    protected override void WriteBody(Utf8JsonWriter json, FinishedEvent finished, TokenUsage usage)
    {
        GeminiShapes.OpenCandidate(json);
        if (Reply.Reasoning.Length > 0)
        {
            GeminiShapes.WriteText(json, Reply.Reasoning.ToString(), thought: true, signature: null);
        }

        if (Reply.Text.Length > 0 || Reply.Signature is not null)
        {
            GeminiShapes.WriteText(json, Reply.Text.ToString(), thought: false, Reply.Signature);
        }

        foreach (var image in Reply.Images)
        {
            GeminiShapes.WriteImage(json, image);
        }

        foreach (var call in Reply.Calls.InOrder)
        {
            GeminiShapes.WriteCall(json, call);
        }

        GeminiShapes.CloseCandidate(json, Head, finished, usage);
    }
}
