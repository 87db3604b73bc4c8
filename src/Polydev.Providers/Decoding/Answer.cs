using Polydev.Protocol.Events;
using Polydev.Providers.Errors;

namespace Polydev.Providers.Decoding;

/// <summary>One answer on its way to the sink: output in order, usage once, and exactly one end, after which nothing follows.</summary>
internal sealed class Answer(ProviderAnswer head, IEventSink sink)
{
    private readonly EventWriter _writer = new(sink);
    private UsageFigures _usage;

    public bool Ended { get; private set; }

    public bool Emitted { get; private set; }

    /// <summary>Whether the model declined in words of its own, which the stop reason does not tell on every wire.</summary>
    public bool Refused { get; set; }

    public ToolCalls Tools { get; } = new();

    public ref UsageFigures Usage => ref _usage;

    public void Text(ReadOnlySpan<byte> escaped)
    {
        if (!Ended && !escaped.IsEmpty)
        {
            _writer.Text(escaped);
            Emitted = true;
        }
    }

    public void Reasoning(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> signature = default, ReadOnlySpan<byte> redacted = default)
    {
        if (!Ended && !(escaped.IsEmpty && signature.IsEmpty && redacted.IsEmpty))
        {
            _writer.Reasoning(escaped, signature, redacted);
            Emitted = true;
        }
    }

    public void Image(ReadOnlySpan<byte> mimeType, ReadOnlySpan<byte> base64)
    {
        if (!Ended && !base64.IsEmpty)
        {
            _writer.Image(mimeType, base64);
            Emitted = true;
        }
    }

    /// <summary>Sends a piece of the call that the wire knows by this key. Id and name go with the first piece only.</summary>
    public void ToolCall(long key, ToolCallPiece piece)
    {
        if (Ended)
        {
            return;
        }

        var index = Tools.Index(key, !piece.Arguments.IsEmpty, out var isNew);
        if (!isNew)
        {
            piece.Id = default;
            piece.Name = default;
            if (piece.Arguments.IsEmpty && piece.Signature.IsEmpty)
            {
                return;
            }
        }

        _writer.ToolCall(index, piece);
        Emitted = true;
    }

    /// <summary>Ends the answer well.</summary>
    public void Finish(StopReason stop, string providerStopReason)
    {
        if (Ended)
        {
            return;
        }

        // No argument at all is the empty object: the pieces of a call must join to JSON.
        foreach (var index in Tools.WithoutArguments())
        {
            _writer.ToolCall(index, new ToolCallPiece { Arguments = "{}"u8 });
        }

        SendUsage();
        End(EventTypes.Finished, new FinishedEvent { StopReason = stop, ProviderStopReason = providerStopReason });
    }

    /// <summary>Ends the answer with an error; it stays retryable only if nothing was emitted.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="withUsage">Whether the figures known so far are true for the attempt.</param>
    public void Fail(ExecutionError error, bool withUsage)
    {
        if (Ended)
        {
            return;
        }

        if (withUsage)
        {
            SendUsage();
        }

        End(EventTypes.Failed, new FailedEvent
        {
            Error = error with
            {
                Retryable = error.Retryable && !Emitted,
                ProviderStatus = error.ProviderStatus ?? head.Status,
                ProviderRequestId = error.ProviderRequestId ?? ErrorReading.RequestId(head),
            },
        });
    }

    /// <summary>Ends an answer that stopped short of its wire's end marker.</summary>
    public void FailAsCut() => Fail(
        new ExecutionError
        {
            Code = ErrorCodes.ProviderTruncated,
            Message = "The provider's answer ended before its end marker: it is cut. Send the request again.",
            Retryable = true,
        },
        withUsage: true);

    /// <summary>Ends an answer that is not of its wire.</summary>
    /// <param name="what">What was found, as the end of a sentence.</param>
    public void FailAsMalformed(string what) => Fail(
        new ExecutionError
        {
            Code = ErrorCodes.ProviderMalformed,
            Message = $"The provider's answer is not of its wire: {what}. Check the provider's address and any proxy before it.",
        },
        withUsage: true);

    public void Release() => _writer.Release();

    private void SendUsage()
    {
        if (_usage.IsKnown)
        {
            _writer.Rare(EventTypes.Usage, new UsageEvent { Usage = _usage.ToUsage() });
        }
    }

    private void End(string type, ExecutionEvent item)
    {
        Ended = true;
        _writer.Rare(type, item);
    }
}
