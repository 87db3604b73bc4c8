using System.Buffers;
using System.Text.Json;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>Takes the lines of one link and hands them to whom they are for.</summary>
internal sealed class LinkInbox(LiveWorker worker, WorkerLink link, TimeProvider clock)
{
    /// <summary>Takes one line. Returns what is wrong with it, or null.</summary>
    public string? OnLine(in ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment)
        {
            return OnLine(line.FirstSpan);
        }

        var length = (int)line.Length;
        var joined = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            line.CopyTo(joined);
            return OnLine(joined.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    private string? OnLine(ReadOnlySpan<byte> line)
    {
        if (!EventFrame.IsEvent(line))
        {
            return OnFrame(line);
        }

        if (!EventFrame.TryRead(line, out var view))
        {
            return "an event line that is not whole";
        }

        if (worker.Attempts.TryFind(view.ExecutionId, out var attempt))
        {
            attempt.OnEvent(view);
        }
        else if (worker.Attempts.ShouldCancel(view.ExecutionId, out var id))
        {
            // Over or cancelled while this was under way: the worker is told to stop, nobody is to blame.
            link.Send(new CancelFrame { ExecutionId = id });
        }

        return null;
    }

    private string? OnFrame(ReadOnlySpan<byte> line)
    {
        WorkerFrame? frame;
        try
        {
            frame = FrameJson.ReadWorker(line);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return "a line that is no frame";
        }

        switch (frame)
        {
            case PongFrame pong:
                link.OnPong(pong.Id, clock.GetTimestamp());
                return null;
            case DoneFrame done:
                if (worker.Attempts.TryFinish(done.ExecutionId, out var attempt))
                {
                    attempt.OnDone(done);
                }

                return null;
            default:
                return "a frame that has no place after the hello";
        }
    }
}
