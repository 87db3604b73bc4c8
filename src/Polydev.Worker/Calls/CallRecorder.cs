using Polydev.Protocol.Events;
using Polydev.Protocol.Link;
using Polydev.Providers;

namespace Polydev.Worker.Calls;

/// <summary>Stands between decoder and output: notes when the call did what, and lets exactly one terminal event pass.</summary>
/// <param name="output">Where events go.</param>
/// <param name="awaited">Whether somebody waits for the first output: it then goes out before what came with it is read.</param>
/// <param name="time">The clock.</param>
internal sealed class CallRecorder(ICallOutput output, bool awaited, TimeProvider time) : IEventSink
{
    private readonly long _start = time.GetTimestamp();
    private double? _sent;
    private double? _firstByte;
    private double? _firstEvent;

    /// <summary>Whether a terminal event passed.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether an output event passed: from then on nothing may be repeated.</summary>
    public bool Emitted => _firstEvent is not null;

    /// <summary>Bytes of the request body.</summary>
    public long BytesSent { get; set; }

    /// <summary>Bytes of the answer's body so far.</summary>
    public long BytesReceived { get; set; }

    /// <summary>Whether the call went over a connection that was already open.</summary>
    public bool ConnectionReused { get; set; }

    /// <summary>Milliseconds since the call began.</summary>
    public double Elapsed => time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>The request is written.</summary>
    public void NoteSent() => _sent = Elapsed;

    /// <summary>The answer begins.</summary>
    public void NoteFirstByte() => _firstByte ??= Elapsed;

    /// <inheritdoc/>
    public void OnEvent(string type, ReadOnlySpan<byte> json)
    {
        if (Ended)
        {
            return;
        }

        Ended = type is EventTypes.Finished or EventTypes.Failed;
        var first = !Ended && !Emitted && type is not EventTypes.Usage;
        if (first)
        {
            _firstEvent = Elapsed;
        }

        output.OnEvent(type, json);
        if (first && awaited)
        {
            output.Flush(now: true);
        }
    }

    /// <summary>Ends the call as failed, unless it ended already.</summary>
    public void Fail(ExecutionError error)
    {
        if (!Ended)
        {
            OnEvent(EventTypes.Failed, EventJson.Write(new FailedEvent { Error = error }));
        }
    }

    /// <summary>How it went.</summary>
    public CallTimings Timings() => new()
    {
        SentMs = _sent,
        FirstByteMs = _firstByte,
        FirstEventMs = _firstEvent,
        EndMs = Elapsed,
        BytesSent = BytesSent,
        BytesReceived = BytesReceived,
        ConnectionReused = ConnectionReused,
    };
}
