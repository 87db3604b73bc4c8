using Microsoft.EntityFrameworkCore;
using Polydev.Controller.Storage.Records;

namespace Polydev.Controller.Storage;

/// <summary>Reads the durable events of executions back.</summary>
internal sealed class EventLog(IDbContextFactory<PolydevDbContext> contexts)
{
    private static readonly Func<PolydevDbContext, string, long, IAsyncEnumerable<EventBatchRecord>> s_batchesAfter =
        EF.CompileAsyncQuery((PolydevDbContext context, string id, long after) => context.Executions
            .Where(e => e.Id == id)
            .Join(context.EventBatches, e => e.Number, b => b.Execution, (_, batch) => batch)
            .Where(b => b.LastSeq > after)
            .OrderBy(b => b.FirstSeq)
            .AsNoTracking());

    /// <summary>The events after a sequence number, as many as fit but at least one; null when there is none.</summary>
    /// <param name="executionId">The execution; whose it is the caller has checked.</param>
    /// <param name="afterSeq">The last sequence number that is known already; 0 for none.</param>
    /// <param name="maxBytes">Bytes after which the chunk ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<EventChunk?> ReadEventsAsync(string executionId, long afterSeq, int maxBytes, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var chunk = new EventChunkBuilder(afterSeq, maxBytes);
        await foreach (var batch in s_batchesAfter(context, executionId, afterSeq).WithCancellation(cancellationToken))
        {
            if (!chunk.TryAdd(batch.FirstSeq, batch.LastSeq, batch.Events))
            {
                break;
            }
        }

        return chunk.Build();
    }
}
