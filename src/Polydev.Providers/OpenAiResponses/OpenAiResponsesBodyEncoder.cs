using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>Writes the whole body of a Responses answer.</summary>
internal sealed class OpenAiResponsesBodyEncoder(ReplyHead head, IBufferWriter<byte> output)
    : BodyEncoder(WireNames.OpenAiResponses, "call_", head, output)
{
    /// <inheritdoc/>
    protected override void WriteBody(Utf8JsonWriter json, FinishedEvent finished, TokenUsage usage)
    {
        var (status, reason) = OpenAiResponsesShapes.Outcome(finished);
        OpenAiResponsesShapes.WriteResponse(
            json, Head, new ResponsesState { Status = status, IncompleteReason = reason, Items = Items(), Usage = usage });
    }

    private IReadOnlyList<ResponsesItem> Items()
    {
        var items = new ResponsesItems(Head.Id);
        if (Reply.HasReasoning || Reply.Redacted.Count > 0)
        {
            var reasoning = items.Add(ResponsesItemKind.Reasoning);
            reasoning.Text.Append(Reply.Reasoning);
            reasoning.Encrypted = Reply.Redacted.LastOrDefault() ?? Reply.Signature;
        }

        if (Reply.Text.Length > 0)
        {
            items.Add(ResponsesItemKind.Message).Text.Append(Reply.Text);
        }

        foreach (var image in Reply.Images)
        {
            items.Add(image);
        }

        foreach (var call in Reply.Calls.InOrder)
        {
            items.Add(call);
        }

        return items.All;
    }
}
