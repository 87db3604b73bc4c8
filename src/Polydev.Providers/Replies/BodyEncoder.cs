using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Events;

namespace Polydev.Providers.Replies;

/// <summary>Gathers the events of an answer and writes its one JSON body at the end.</summary>
/// <remarks>A failed answer has the provider's error as its body; the status it goes with is told by <see cref="ProviderErrors"/>.</remarks>
internal abstract class BodyEncoder(string wire, string callIdPrefix, ReplyHead head, IBufferWriter<byte> output) : WireEncoder(output)
{
    private FinishedEvent? _finished;
    private ExecutionError? _error;

    /// <inheritdoc/>
    public override string ContentType => "application/json";

    /// <summary>What the answer says about itself.</summary>
    protected ReplyHead Head => head;

    /// <summary>The answer so far.</summary>
    protected GatheredReply Reply { get; } = new(callIdPrefix, head.Id);

    /// <inheritdoc/>
    public override void Begin()
    {
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_error is { } error)
        {
            Output.Write(ProviderErrors.Encode(wire, error, head.Id).Body.Span);
        }
        else if (_finished is { } finished)
        {
            var frames = new JsonFrames(Output);
            WriteBody(frames.Open(), finished, Usage ?? new TokenUsage());
            frames.Close();
        }
    }

    /// <summary>Writes the body of a complete answer.</summary>
    protected abstract void WriteBody(Utf8JsonWriter json, FinishedEvent finished, TokenUsage usage);

    /// <inheritdoc/>
    protected override void OnText(TextEvent item) => Reply.Text.Append(item.Text);

    /// <inheritdoc/>
    protected override void OnReasoning(ReasoningEvent item) => Reply.Add(item);

    /// <inheritdoc/>
    protected override void OnToolCall(ToolCallEvent item) => Reply.Calls.Add(item, out _);

    /// <inheritdoc/>
    protected override void OnImage(ImageEvent item) => Reply.Images.Add(item);

    /// <inheritdoc/>
    protected override void OnFinished(FinishedEvent item) => _finished = item;

    /// <inheritdoc/>
    protected override void OnFailed(ExecutionError error) => _error = error;
}
