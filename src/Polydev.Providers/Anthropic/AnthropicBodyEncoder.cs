using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.Anthropic;

/// <summary>Writes the whole body of a Messages answer.</summary>
internal sealed class AnthropicBodyEncoder(ReplyHead head, IBufferWriter<byte> output)
    : BodyEncoder(WireNames.AnthropicMessages, "toolu_", head, output)
{
    /// <inheritdoc/>
    protected override void WriteBody(Utf8JsonWriter json, FinishedEvent finished, TokenUsage usage)
    {
        json.WriteStartObject();
        AnthropicShapes.WriteHead(json, Head);
        json.WriteStartArray("content"u8);
        WriteReasoning(json);
        if (Reply.Text.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, Reply.Text.ToString());
            json.WriteEndObject();
        }

        foreach (var image in Reply.Images)
        {
            json.WriteStartObject();
            AnthropicShapes.WriteImage(json, image);
            json.WriteEndObject();
        }

        WriteCalls(json);
        json.WriteEndArray();
        json.WriteString("stop_reason"u8, AnthropicShapes.StopWord(finished));
        json.WriteNull("stop_sequence"u8);
        AnthropicShapes.WriteUsage(json, usage, tier: true);
        json.WriteEndObject();
    }

    private void WriteReasoning(Utf8JsonWriter json)
    {
        if (Reply.HasReasoning)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "thinking"u8);
            json.WriteString("thinking"u8, Reply.Reasoning.ToString());
            json.WriteString("signature"u8, Reply.Signature ?? "");
            json.WriteEndObject();
        }

        foreach (var redacted in Reply.Redacted)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "redacted_thinking"u8);
            json.WriteString("data"u8, redacted);
            json.WriteEndObject();
        }
    }

    private void WriteCalls(Utf8JsonWriter json)
    {
        foreach (var call in Reply.Calls.InOrder)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "tool_use"u8);
            json.WriteString("id"u8, call.Id);
            json.WriteString("name"u8, call.Name);
            json.WritePropertyName("input"u8);
            call.WriteArguments(json);
            json.WriteEndObject();
        }
    }
}
