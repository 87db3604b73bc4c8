using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Events;
using Polydev.Providers.Replies;

namespace Polydev.Providers.Gemini;

/// <summary>Writes a Gemini stream: a whole response in every frame, calls in the last one, no end marker but the finish reason.</summary>
internal sealed class GeminiEncoder(ReplyHead head, ReplyForm form, IBufferWriter<byte> output) : WireEncoder(output)
{
    private readonly JsonFrames _frames = new(output);
    private readonly GatheredCalls _calls = new("call_", head.Id);
    private bool _any;

    /// <inheritdoc/>
    public override string ContentType => form == ReplyForm.JsonArray ? "application/json; charset=UTF-8" : "text/event-stream";

    /// <inheritdoc/>
    public override void Begin()
    {
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (form == ReplyForm.JsonArray)
        {
            Output.Write(_any ? "]"u8 : "[]"u8);
        }
    }

    /// <inheritdoc/>
    protected override void OnText(TextEvent item)
    {
        var json = OpenFrame();
        GeminiShapes.WriteText(json, item.Text, thought: false, signature: null);
        CloseFrame(json);
    }

    /// <inheritdoc/>
    protected override void OnReasoning(ReasoningEvent item)
    {
        var json = OpenFrame();
        GeminiShapes.WriteText(json, item.Text, thought: item.Text.Length > 0, item.Signature ?? item.Redacted);
        CloseFrame(json);
    }

    /// <inheritdoc/>
    protected override void OnToolCall(ToolCallEvent item) => _calls.Add(item, out _);

    /// <inheritdoc/>
    protected override void OnImage(ImageEvent item)
    {
        var json = OpenFrame();
        GeminiShapes.WriteImage(json, item);
        CloseFrame(json);
    }

    /// <inheritdoc/>
    protected override void OnFinished(FinishedEvent item)
    {
        var json = OpenFrame();
        foreach (var call in _calls.InOrder)
        {
            GeminiShapes.WriteCall(json, call);
        }

        if (_calls.Count == 0)
        {
            GeminiShapes.WriteText(json, "", thought: false, signature: null);
        }

        GeminiShapes.CloseCandidate(json, head, item, Usage);
        EndFrame();
    }

    /// <inheritdoc/>
    protected override void OnFailed(ExecutionError error)
    {
        StartFrame();
        Output.Write(GeminiErrorEncoder.Body(error));
        EndFrame();
    }

    private Utf8JsonWriter OpenFrame()
    {
        StartFrame();
        var json = _frames.Open();
        GeminiShapes.OpenCandidate(json);
        return json;
    }

    private void CloseFrame(Utf8JsonWriter json)
    {
        GeminiShapes.CloseCandidate(json, head, finished: null, usage: null);
        EndFrame();
    }

    private void StartFrame()
    {
        if (form != ReplyForm.JsonArray)
        {
            Output.Write("data: "u8);
        }
        else
        {
            Output.Write(_any ? ",\r\n"u8 : "["u8);
        }

        _any = true;
    }

    private void EndFrame()
    {
        _frames.Close();
        if (form != ReplyForm.JsonArray)
        {
            Output.Write("\r\n\r\n"u8);
        }
    }
}
