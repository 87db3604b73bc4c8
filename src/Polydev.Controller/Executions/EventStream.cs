using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Executions;

/// <summary>Serves an execution's events as they become durable, from any point on: from memory while they are there, else from the store.</summary>
internal sealed class EventStream(EventLog log, SseHeartbeat heartbeat)
{
    private const int ChunkBytes = 256 * 1024;

    /// <summary>Streams until the terminal event was sent or the client left.</summary>
    /// <param name="context">The request.</param>
    /// <param name="execution">The live execution; null when only the store has it.</param>
    /// <param name="id">Id of the execution.</param>
    /// <param name="afterSeq">Sequence number of the last event the client has.</param>
    public async Task ServeAsync(HttpContext context, Execution? execution, string id, long afterSeq)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        response.Headers["x-accel-buffering"] = "no";
        response.Headers["x-polydev-execution"] = id;
        var left = context.RequestAborted;
        if (execution is null)
        {
            await ReplayAsync(response.BodyWriter, id, afterSeq, left);
            return;
        }

        var reader = new LogReader { Seq = afterSeq };
        execution.Join(reader);
        heartbeat.Add(reader, execution);
        await using var nudge = left.Register(() => execution.Nudge(reader));
        try
        {
            await FollowAsync(response.BodyWriter, execution, reader, left);
        }
        finally
        {
            heartbeat.Remove(reader);
            execution.Part(reader);
        }
    }

    private async Task FollowAsync(PipeWriter output, Execution execution, LogReader reader, CancellationToken left)
    {
        while (!left.IsCancellationRequested)
        {
            switch (execution.Read(reader, output, out var more))
            {
                case ReadResult.Some:
                    await output.FlushAsync(left);
                    break;
                case ReadResult.Wait:
                    await more;
                    await SignOfLifeAsync(output, reader, left);
                    break;
                case ReadResult.Behind:
                    reader.Seq = await CopyChunkAsync(output, execution.Id, reader.Seq, left);
                    reader.Offset = -1;
                    break;
                default:
                    return;
            }
        }
    }

    private async Task ReplayAsync(PipeWriter output, string id, long afterSeq, CancellationToken left)
    {
        for (var seq = afterSeq; ;)
        {
            var next = await CopyChunkAsync(output, id, seq, left);
            if (next == seq)
            {
                return;
            }

            seq = next;
        }
    }

    private async Task<long> CopyChunkAsync(PipeWriter output, string id, long afterSeq, CancellationToken left)
    {
        if (await log.ReadEventsAsync(id, afterSeq, ChunkBytes, left) is not { } chunk)
        {
            return afterSeq;
        }

        var last = SseLines.Write(output, chunk.Events.Span, chunk.FirstSeq - 1);
        await output.FlushAsync(left);
        return last;
    }

    private static async ValueTask SignOfLifeAsync(PipeWriter output, LogReader reader, CancellationToken left)
    {
        if (reader.Nudged)
        {
            reader.Nudged = false;
            if (!left.IsCancellationRequested)
            {
                await output.WriteAsync(SseLines.KeepAlive.ToArray(), left);
            }
        }
    }
}
