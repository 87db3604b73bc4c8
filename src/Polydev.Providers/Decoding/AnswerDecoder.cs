using System.Text.Json;
using Polydev.Protocol.Events;
using Polydev.Providers.Sse;

namespace Polydev.Providers.Decoding;

/// <summary>What all decoders share: bytes that are not of the wire end the answer, and nothing is read after its end.</summary>
internal abstract class AnswerDecoder(ProviderAnswer head, IEventSink sink) : WireDecoder
{
    public sealed override bool Ended => Answer.Ended;

    public sealed override bool Emitted => Answer.Emitted;

    protected Answer Answer { get; } = new(head, sink);

    public sealed override void Feed(ReadOnlySpan<byte> bytes)
    {
        if (Ended)
        {
            return;
        }

        try
        {
            Take(bytes);
        }
        catch (JsonException)
        {
            Answer.FailAsMalformed("it holds bytes that are not JSON");
        }
        catch (FrameTooLargeException tooLarge)
        {
            Answer.FailAsMalformed(tooLarge.Message);
        }

        ReleaseWhenEnded();
    }

    public sealed override void Complete()
    {
        if (Ended)
        {
            return;
        }

        try
        {
            End();
        }
        catch (FrameTooLargeException tooLarge)
        {
            Answer.FailAsMalformed(tooLarge.Message);
        }

        if (!Ended)
        {
            Answer.FailAsCut();
        }

        ReleaseWhenEnded();
    }

    public sealed override void Abort(ExecutionError error)
    {
        Answer.Fail(error, withUsage: true);
        ReleaseWhenEnded();
    }

    /// <summary>Takes the next bytes; a <see cref="JsonException"/> out of it ends the answer as malformed.</summary>
    protected abstract void Take(ReadOnlySpan<byte> bytes);

    /// <summary>The body ended: sends the terminal event if the end marker was seen; if it sends none, the answer is cut.</summary>
    protected abstract void End();

    /// <summary>Gives pooled memory back.</summary>
    protected abstract void Release();

    private void ReleaseWhenEnded()
    {
        if (Ended)
        {
            Release();
            Answer.Release();
        }
    }
}
