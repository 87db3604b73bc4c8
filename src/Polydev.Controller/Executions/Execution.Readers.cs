using System.IO.Pipelines;

namespace Polydev.Controller.Executions;

/// <content>Those who read the log while it grows.</content>
internal sealed partial class Execution
{
    private readonly List<LogReader> _readers = [];

    /// <summary>Lets a reader in.</summary>
    public void Join(LogReader reader)
    {
        bool late;
        lock (_gate)
        {
            _readers.Add(reader);
            late = _progress.HasOutput && _log.HasPending;
        }

        if (late)
        {
            Schedule(urgent: true);
        }
    }

    /// <summary>Lets a reader go.</summary>
    public void Part(LogReader reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
        }
    }

    /// <summary>Wakes a reader for a reason of its own: it is to go, or to send a sign of life.</summary>
    public void Nudge(LogReader reader)
    {
        bool waits;
        lock (_gate)
        {
            reader.Nudged = true;
            waits = reader.TakeWait();
        }

        if (waits)
        {
            // Not upon the caller's thread: one timer nudges all of them.
            ThreadPool.UnsafeQueueUserWorkItem(static waiting => waiting.Ring(), reader, preferLocal: false);
        }
    }

    /// <summary>Copies durable events behind a reader's place as SSE.</summary>
    /// <returns>What the reader is to do next.</returns>
    public ReadResult Read(LogReader reader, PipeWriter output, out ValueTask more)
    {
        lock (_gate)
        {
            more = default;
            if (reader.Seq + 1 < _log.BaseSeq)
            {
                return ReadResult.Behind;
            }

            if (reader.Seq < _log.DurableSeq)
            {
                var offset = _log.OffsetAfter(reader.Seq, reader.Offset);
                reader.Seq = SseLines.Write(output, _log.Read(offset), reader.Seq);
                reader.Offset = _log.DurableOffset;
                return ReadResult.Some;
            }

            if (_endIsDurable)
            {
                return ReadResult.End;
            }

            more = reader.Arm();
            return ReadResult.Wait;
        }
    }

    /// <summary>Under the lock: those who wait for more, to be rung when the lock is given back.</summary>
    private List<LogReader>? TakeWaiting()
    {
        List<LogReader>? waiting = null;
        foreach (var reader in _readers)
        {
            if (reader.TakeWait())
            {
                (waiting ??= []).Add(reader);
            }
        }

        return waiting;
    }
}
