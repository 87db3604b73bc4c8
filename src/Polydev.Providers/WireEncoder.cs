using System.Buffers;
using Polydev.Protocol.Events;

namespace Polydev.Providers;

/// <summary>Turns normalised events back into a provider's own bytes: the mirror of <see cref="WireDecoder"/>.</summary>
/// <remarks>
/// Call <see cref="Begin"/> once, <see cref="Write"/> for each event in order, <see cref="End"/> once. What has been written to the output
/// after each call is whole frames, so that the caller may flush there. Leaving out <see cref="End"/> leaves the answer visibly cut; a failure
/// written before <see cref="Begin"/> is what the provider sends when it fails before its first event. Not thread-safe.
/// </remarks>
/// <param name="output">Where the bytes go.</param>
public abstract class WireEncoder(IBufferWriter<byte> output)
{
    /// <summary>The media type of the answer.</summary>
    public abstract string ContentType { get; }

    /// <summary>Where the bytes go.</summary>
    protected IBufferWriter<byte> Output { get; } = output;

    /// <summary>The usage seen so far; events bring it before the end, wires tell it at the end.</summary>
    protected TokenUsage? Usage { get; private set; }

    /// <summary>Opens the answer.</summary>
    public abstract void Begin();

    /// <summary>Writes one event; events that no provider knows (<c>queued</c>, <c>started</c>) write nothing.</summary>
    /// <param name="item">The event.</param>
    public void Write(ExecutionEvent item)
    {
        switch (item)
        {
            case TextEvent text:
                OnText(text);
                break;
            case ReasoningEvent reasoning:
                OnReasoning(reasoning);
                break;
            case ToolCallEvent call:
                OnToolCall(call);
                break;
            case ImageEvent image:
                OnImage(image);
                break;
            case UsageEvent usage:
                Usage = usage.Usage;
                break;
            case FinishedEvent finished:
                OnFinished(finished);
                break;
            case FailedEvent failed:
                OnFailed(failed.Error);
                break;
        }
    }

    /// <summary>Closes the answer.</summary>
    public abstract void End();

    /// <summary>A piece of the answer.</summary>
    protected abstract void OnText(TextEvent item);

    /// <summary>A piece of the reasoning.</summary>
    protected abstract void OnReasoning(ReasoningEvent item);

    /// <summary>A piece of a tool call.</summary>
    protected abstract void OnToolCall(ToolCallEvent item);

    /// <summary>An image.</summary>
    protected abstract void OnImage(ImageEvent item);

    /// <summary>The answer is complete.</summary>
    protected abstract void OnFinished(FinishedEvent item);

    /// <summary>The answer failed.</summary>
    protected abstract void OnFailed(ExecutionError error);
}
