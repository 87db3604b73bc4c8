using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.Anthropic;

/// <summary>Writes a Messages stream: content blocks strictly one after the other, as clients of this wire expect.</summary>
/// <remarks>
/// Where calls come interleaved, the first streams and the others wait until it is closed: an order that every client understands, for the price of
/// a later start of what is useful only whole.
/// </remarks>
internal sealed class AnthropicEncoder(ReplyHead head, IBufferWriter<byte> output) : WireEncoder(output)
{
    private readonly JsonFrames _frames = new(output);
    private readonly GatheredCalls _calls = new("toolu_", head.Id);
    private readonly HashSet<GatheredCall> _written = [];
    private AnthropicOutputBlock _open;
    private GatheredCall? _streaming;
    private int _index = -1;
    private bool _finished;

    /// <inheritdoc/>
    public override string ContentType => "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public override void Begin()
    {
        var json = OpenEvent("message_start"u8);
        json.WriteStartObject("message"u8);
        AnthropicShapes.WriteHead(json, head);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        json.WriteNull("stop_reason"u8);
        json.WriteNull("stop_sequence"u8);
        AnthropicShapes.WriteUsage(json, new TokenUsage { InputTokens = head.PromptTokens, OutputTokens = 1 }, tier: true);
        json.WriteEndObject();
        CloseEvent(json);
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_finished)
        {
            Output.Write("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
        }
    }

    /// <inheritdoc/>
    protected override void OnText(TextEvent item)
    {
        Switch(AnthropicOutputBlock.Text);
        Delta("text_delta"u8, "text"u8, item.Text);
    }

    /// <inheritdoc/>
    protected override void OnReasoning(ReasoningEvent item)
    {
        if (item.Redacted is { } redacted)
        {
            CloseBlock();
            var json = OpenBlock(AnthropicOutputBlock.Redacted);
            json.WriteString("type"u8, "redacted_thinking"u8);
            json.WriteString("data"u8, redacted);
            EndBlockStart(json);
            CloseBlock();
        }

        if (item.Text.Length > 0)
        {
            Switch(AnthropicOutputBlock.Thinking);
            Delta("thinking_delta"u8, "thinking"u8, item.Text);
        }

        if (item.Signature is { } signature)
        {
            Switch(AnthropicOutputBlock.Thinking);
            Delta("signature_delta"u8, "signature"u8, signature);
            CloseBlock();
        }
    }

    /// <inheritdoc/>
    protected override void OnToolCall(ToolCallEvent item)
    {
        var call = _calls.Add(item, out var first);
        if (first && _streaming is null)
        {
            CloseBlock();
            StartCall(call);
        }

        if (call == _streaming)
        {
            Delta("input_json_delta"u8, "partial_json"u8, item.Arguments);
        }
    }

    /// <inheritdoc/>
    protected override void OnImage(ImageEvent item)
    {
        CloseBlock();
        var json = OpenBlock(AnthropicOutputBlock.Image);
        AnthropicShapes.WriteImage(json, item);
        EndBlockStart(json);
        CloseBlock();
    }

    /// <inheritdoc/>
    protected override void OnFinished(FinishedEvent item)
    {
        CloseBlock();
        _finished = true;
        var json = OpenEvent("message_delta"u8);
        json.WriteStartObject("delta"u8);
        json.WriteString("stop_reason"u8, AnthropicShapes.StopWord(item));
        json.WriteNull("stop_sequence"u8);
        json.WriteEndObject();
        AnthropicShapes.WriteUsage(json, Usage ?? new TokenUsage { InputTokens = head.PromptTokens }, tier: false);
        CloseEvent(json);
    }

    /// <inheritdoc/>
    protected override void OnFailed(ExecutionError error)
    {
        Output.Write("event: error\ndata: "u8);
        Output.Write(AnthropicErrorEncoder.Body(error, head.Id));
        Output.Write("\n\n"u8);
    }

    private void Switch(AnthropicOutputBlock block)
    {
        if (_open == block)
        {
            return;
        }

        CloseBlock();
        var json = OpenBlock(block);
        json.WriteString("type"u8, block == AnthropicOutputBlock.Text ? "text"u8 : "thinking"u8);
        json.WriteString(block == AnthropicOutputBlock.Text ? "text"u8 : "thinking"u8, ""u8);
        if (block == AnthropicOutputBlock.Thinking)
        {
            json.WriteString("signature"u8, ""u8);
        }

        EndBlockStart(json);
    }

    private void StartCall(GatheredCall call)
    {
        _streaming = call;
        _written.Add(call);
        var json = OpenBlock(AnthropicOutputBlock.Tool);
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        json.WriteStartObject("input"u8);
        json.WriteEndObject();
        EndBlockStart(json);
    }

    private void CloseBlock()
    {
        if (_open == AnthropicOutputBlock.None)
        {
            return;
        }

        StopBlock();
        if (_streaming is null)
        {
            return;
        }

        foreach (var call in _calls.InOrder.Where(_written.Add).ToArray())
        {
            StartCall(call);
            Delta("input_json_delta"u8, "partial_json"u8, call.Arguments.ToString());
            StopBlock();
        }

        _streaming = null;
    }

    private void StopBlock()
    {
        var json = OpenEvent("content_block_stop"u8);
        json.WriteNumber("index"u8, _index);
        CloseEvent(json);
        _open = AnthropicOutputBlock.None;
    }

    private Utf8JsonWriter OpenBlock(AnthropicOutputBlock block)
    {
        _open = block;
        var json = OpenEvent("content_block_start"u8);
        json.WriteNumber("index"u8, ++_index);
        json.WriteStartObject("content_block"u8);
        return json;
    }

    private void EndBlockStart(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        CloseEvent(json);
    }

    private void Delta(ReadOnlySpan<byte> type, ReadOnlySpan<byte> field, string value)
    {
        var json = OpenEvent("content_block_delta"u8);
        json.WriteNumber("index"u8, _index);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, type);
        json.WriteString(field, value);
        json.WriteEndObject();
        CloseEvent(json);
    }

    private Utf8JsonWriter OpenEvent(ReadOnlySpan<byte> name)
    {
        var json = _frames.OpenEvent(name);
        json.WriteStartObject();
        json.WriteString("type"u8, name);
        return json;
    }

    private void CloseEvent(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        _frames.CloseFrame();
    }
}
