using Microsoft.EntityFrameworkCore;
using Polydev.Controller.Storage.Records;

namespace Polydev.Controller.Storage;

/// <summary>Reads the durable events of executions back.</summary>
internal sealed class EventLog(IDbContextFactory<PolydevDbContext> contexts)
{
    private static readonly Func<PolydevDbContext, string, IAsyncEnumerable<Found>> s_find =
        EF.CompileAsyncQuery((PolydevDbContext context, string id) => context.Executions
            .Where(e => e.Id == id).Select(e => new Found(e.Number, e.EndedAt != null, e.LastSeq)));

    private static readonly Func<PolydevDbContext, long, long, IAsyncEnumerable<EventBatchRecord>> s_batchesAfter =
        EF.CompileAsyncQuery((PolydevDbContext context, long execution, long after) => context.EventBatches
            .Where(b => b.Execution == execution && b.LastSeq > after)
            .OrderBy(b => b.FirstSeq)
            .AsNoTracking());

    private static readonly Func<PolydevDbContext, long, long, IAsyncEnumerable<EventTailRecord>> s_tailAfter =
        EF.CompileAsyncQuery((PolydevDbContext context, long execution, long after) => context.EventTail
            .Where(t => t.Execution == execution && t.LastSeq > after)
            .OrderBy(t => t.Number)
            .AsNoTracking());

    private static readonly Func<PolydevDbContext, long, IAsyncEnumerable<byte[]?>> s_whole =
        EF.CompileAsyncQuery((PolydevDbContext context, long execution) => context.Requests
            .Where(r => r.Execution == execution).Select(r => r.Events));

    /// <summary>The events after a sequence number, as many as fit but at least one; null when there is none.</summary>
    /// <param name="executionId">The execution; whose it is the caller has checked.</param>
    /// <param name="afterSeq">The last sequence number that is known already; 0 for none.</param>
    /// <param name="maxBytes">Bytes after which the chunk ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<EventChunk?> ReadEventsAsync(string executionId, long afterSeq, int maxBytes, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var chunk = new EventChunkBuilder(afterSeq, maxBytes);
        await foreach (var execution in s_find(context, executionId).WithCancellation(cancellationToken))
        {
            // In this order: what is moved from the tail into a batch meanwhile is seen twice, and not never.
            var tail = execution.Ended ? [] : await s_tailAfter(context, execution.Number, afterSeq).ToListAsync(cancellationToken);
            if (await AddBatchesAsync(context, execution.Number, afterSeq, chunk, cancellationToken))
            {
                _ = tail.TrueForAll(t => chunk.TryAdd(t.FirstSeq, t.LastSeq, t.Events));
            }

            if (chunk.IsEmpty && execution.LastSeq > afterSeq)
            {
                await AddWholeAsync(context, execution.Number, execution.LastSeq.Value, chunk, cancellationToken);
            }
        }

        return chunk.Build();
    }

    private static async Task AddWholeAsync(
        PolydevDbContext context, long execution, long lastSeq, EventChunkBuilder chunk, CancellationToken cancellationToken)
    {
        await foreach (var events in s_whole(context, execution).WithCancellation(cancellationToken))
        {
            if (events is not null)
            {
                chunk.TryAdd(1, lastSeq, events);
            }
        }
    }

    /// <returns>Whether there is room for more.</returns>
    private static async Task<bool> AddBatchesAsync(
        PolydevDbContext context, long execution, long afterSeq, EventChunkBuilder chunk, CancellationToken cancellationToken)
    {
        await foreach (var batch in s_batchesAfter(context, execution, afterSeq).WithCancellation(cancellationToken))
        {
            if (!chunk.TryAdd(batch.FirstSeq, batch.LastSeq, batch.Events))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An execution in the store, and whether all its events are in batches.</summary>
    private sealed record Found(long Number, bool Ended, long? LastSeq);
}
