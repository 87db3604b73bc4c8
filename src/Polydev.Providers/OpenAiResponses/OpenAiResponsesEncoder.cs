using System.Buffers;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.OpenAiResponses;

/// <summary>Writes a Responses stream: typed events with running numbers, items opened and closed around their pieces, the whole response at the end.</summary>
internal sealed class OpenAiResponsesEncoder(ReplyHead head, IBufferWriter<byte> output) : WireEncoder(output)
{
    private readonly ResponsesEvents _events = new(output);
    private readonly ResponsesItems _items = new(head.Id);
    private readonly GatheredCalls _calls = new("call_", head.Id);
    private readonly List<ResponsesItem> _open = [];
    private bool _begun;

    /// <inheritdoc/>
    public override string ContentType => "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public override void Begin()
    {
        _begun = true;
        WriteResponse("response.created"u8, new ResponsesState { Status = "in_progress" });
        WriteResponse("response.in_progress"u8, new ResponsesState { Status = "in_progress" });
    }

    /// <inheritdoc/>
    public override void End()
    {
        // The response written with the last event is the end marker of this wire.
    }

    /// <inheritdoc/>
    protected override void OnText(TextEvent item)
    {
        var message = Current(ResponsesItemKind.Message);
        if (!message.PartOpen)
        {
            _events.OpenPart(message);
        }

        message.Text.Append(item.Text);
        _events.TextDelta(message, item.Text);
    }

    /// <inheritdoc/>
    protected override void OnReasoning(ReasoningEvent item)
    {
        var reasoning = Current(ResponsesItemKind.Reasoning);
        if (item.Text.Length > 0)
        {
            if (!reasoning.PartOpen)
            {
                _events.OpenPart(reasoning);
            }

            reasoning.Text.Append(item.Text);
            _events.TextDelta(reasoning, item.Text);
        }

        if ((item.Redacted ?? item.Signature) is { } encrypted)
        {
            reasoning.Encrypted = encrypted;
            CloseItems("completed");
        }
    }

    /// <inheritdoc/>
    protected override void OnToolCall(ToolCallEvent item)
    {
        var call = _calls.Add(item, out var first);
        if (first)
        {
            if (_open is [{ Kind: not ResponsesItemKind.FunctionCall }, ..])
            {
                CloseItems("completed");
            }

            Open(_items.Add(call));
        }

        if (item.Arguments.Length > 0 && _open.Find(open => open.Call == call) is { } target)
        {
            _events.ArgumentsDelta(target, item.Arguments);
        }
    }

    /// <inheritdoc/>
    protected override void OnImage(ImageEvent item)
    {
        CloseItems("completed");
        Open(_items.Add(item));
        CloseItems("completed");
    }

    /// <inheritdoc/>
    protected override void OnFinished(FinishedEvent item)
    {
        var (status, reason) = OpenAiResponsesShapes.Outcome(item);
        CloseItems(status);
        var state = new ResponsesState { Status = status, IncompleteReason = reason, Items = _items.All, Usage = Usage ?? new TokenUsage() };
        WriteResponse(status == "completed" ? "response.completed"u8 : "response.incomplete"u8, state);
    }

    /// <inheritdoc/>
    protected override void OnFailed(ExecutionError error)
    {
        if (_begun)
        {
            WriteResponse("response.failed"u8, new ResponsesState { Status = "failed", Error = error, Items = _items.All, Usage = Usage });
        }
        else
        {
            _events.Error(error);
        }
    }

    private ResponsesItem Current(ResponsesItemKind kind)
    {
        if (_open is [var open] && open.Kind == kind)
        {
            return open;
        }

        CloseItems("completed");
        return Open(_items.Add(kind));
    }

    private ResponsesItem Open(ResponsesItem item)
    {
        _open.Add(item);
        _events.Item("response.output_item.added"u8, item, "in_progress");
        return item;
    }

    private void CloseItems(string status)
    {
        foreach (var item in _open)
        {
            _events.CloseParts(item);
            _events.Item("response.output_item.done"u8, item, status);
        }

        _open.Clear();
    }

    private void WriteResponse(ReadOnlySpan<byte> name, ResponsesState state)
    {
        var json = _events.Open(name);
        json.WritePropertyName("response"u8);
        OpenAiResponsesShapes.WriteResponse(json, head, state);
        _events.Close();
    }
}
