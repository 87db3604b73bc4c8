using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.OpenAiChat;

/// <summary>Writes a Chat Completions stream: chunks of <c>choices[0].delta</c>, the usage chunk when asked for, <c>[DONE]</c>.</summary>
/// <remarks>
/// Reasoning goes out as <c>delta.reasoning_content</c> and images as <c>delta.images</c>: OpenAI's own models send neither on this wire, these
/// are the fields that compatible servers and clients agreed on.
/// </remarks>
internal sealed class OpenAiChatEncoder(ReplyHead head, IBufferWriter<byte> output) : WireEncoder(output)
{
    private readonly JsonFrames _frames = new(output);
    private readonly byte[] _prefix = OpenAiChatShapes.ChunkPrefix(head);
    private readonly byte[] _suffix = OpenAiChatShapes.ChunkSuffix(head);
    private readonly HashSet<int> _calls = [];
    private Utf8JsonWriter? _json;
    private bool _finished;

    /// <inheritdoc/>
    public override string ContentType => "text/event-stream";

    /// <inheritdoc/>
    public override void Begin()
    {
        var json = OpenDelta();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, ""u8);
        json.WriteNull("refusal"u8);
        CloseDelta(null);
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_finished)
        {
            Output.Write("data: [DONE]\n\n"u8);
        }
    }

    /// <inheritdoc/>
    protected override void OnText(TextEvent item)
    {
        OpenDelta().WriteString("content"u8, item.Text);
        CloseDelta(null);
    }

    /// <inheritdoc/>
    protected override void OnReasoning(ReasoningEvent item)
    {
        if (item.Text.Length > 0)
        {
            OpenDelta().WriteString("reasoning_content"u8, item.Text);
            CloseDelta(null);
        }
    }

    /// <inheritdoc/>
    protected override void OnToolCall(ToolCallEvent item)
    {
        var json = OpenDelta();
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, item.Index);
        if (_calls.Add(item.Index))
        {
            json.WriteString("id"u8, item.Id ?? $"call_{head.Id}{item.Index}");
            json.WriteString("type"u8, "function"u8);
        }

        json.WriteStartObject("function"u8);
        if (item.Name is { } name)
        {
            json.WriteString("name"u8, name);
        }

        json.WriteString("arguments"u8, item.Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        CloseDelta(null);
    }

    /// <inheritdoc/>
    protected override void OnImage(ImageEvent item)
    {
        OpenAiChatShapes.WriteImages(OpenDelta(), [item]);
        CloseDelta(null);
    }

    /// <inheritdoc/>
    protected override void OnFinished(FinishedEvent item)
    {
        _finished = true;
        OpenDelta();
        CloseDelta(OpenAiChatShapes.FinishReason(item));
        if (!head.IncludeUsage)
        {
            return;
        }

        var json = _frames.OpenData();
        json.WriteStartObject();
        OpenAiChatShapes.WriteHead(json, head, "chat.completion.chunk");
        json.WriteStartArray("choices"u8);
        json.WriteEndArray();
        OpenAiChatShapes.WriteUsage(json, Usage ?? new TokenUsage());
        json.WriteEndObject();
        _frames.CloseFrame();
    }

    /// <inheritdoc/>
    protected override void OnFailed(ExecutionError error)
    {
        Output.Write("data: "u8);
        Output.Write(ProviderErrors.OpenAiBody(error));
        Output.Write("\n\n"u8);
    }

    private Utf8JsonWriter OpenDelta()
    {
        Output.Write(_prefix);
        _json = _frames.Open();
        _json.WriteStartObject();
        return _json;
    }

    private void CloseDelta(string? finishReason)
    {
        _json!.WriteEndObject();
        _frames.Close();
        if (finishReason is null)
        {
            Output.Write(",\"logprobs\":null,\"finish_reason\":null"u8);
        }
        else
        {
            Output.Write(",\"logprobs\":null,\"finish_reason\":"u8);
            _frames.Open().WriteStringValue(finishReason);
            _frames.Close();
        }

        Output.Write(_suffix);
    }
}
