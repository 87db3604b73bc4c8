using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Calls;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.OpenAiChat;

/// <summary>Writes the whole body of a Chat Completions answer.</summary>
internal sealed class OpenAiChatBodyEncoder(ReplyHead head, IBufferWriter<byte> output)
    : BodyEncoder(WireNames.OpenAiChat, "call_", head, output)
{
    /// <inheritdoc/>
    protected override void WriteBody(Utf8JsonWriter json, FinishedEvent finished, TokenUsage usage)
    {
        json.WriteStartObject();
        OpenAiChatShapes.WriteHead(json, Head, "chat.completion");
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        WriteMessage(json);
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, OpenAiChatShapes.FinishReason(finished));
        json.WriteEndObject();
        json.WriteEndArray();
        OpenAiChatShapes.WriteUsage(json, usage);
        json.WriteEndObject();
    }

    private void WriteMessage(Utf8JsonWriter json)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        if (Reply.Text.Length == 0 && Reply.Calls.Count > 0)
        {
            json.WriteNull("content"u8);
        }
        else
        {
            json.WriteString("content"u8, Reply.Text.ToString());
        }

        json.WriteNull("refusal"u8);
        if (Reply.Reasoning.Length > 0)
        {
            json.WriteString("reasoning_content"u8, Reply.Reasoning.ToString());
        }

        if (Reply.Images.Count > 0)
        {
            OpenAiChatShapes.WriteImages(json, Reply.Images);
        }

        json.WriteStartArray("annotations"u8);
        json.WriteEndArray();
        if (Reply.Calls.Count > 0)
        {
            WriteCalls(json);
        }

        json.WriteEndObject();
    }

    private void WriteCalls(Utf8JsonWriter json)
    {
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in Reply.Calls.InOrder)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, call.ArgumentsText);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
