using Microsoft.EntityFrameworkCore;

namespace Polydev.Controller.Storage;

/// <summary>Finds what a controller that ended left behind: executions without an end and workers with an owner.</summary>
internal sealed class RecoveryStore(IDbContextFactory<PolydevDbContext> contexts)
{
    /// <summary>Executions without an end, oldest first, one at a time because their requests may be large.</summary>
    public async IAsyncEnumerable<UnfinishedExecution> ReadUnfinishedAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var numbers = await context.Executions
            .Where(e => e.EndedAt == null).OrderBy(e => e.Number).Select(e => e.Number).ToListAsync(cancellationToken);
        foreach (var number in numbers)
        {
            var record = await context.Executions.AsNoTracking().SingleAsync(e => e.Number == number, cancellationToken);
            var request = await context.Requests.Where(r => r.Execution == number).Select(r => r.Body).SingleAsync(cancellationToken);
            var (lastSeq, hasOutput) = await ReadProgressAsync(context, number, cancellationToken);
            yield return new UnfinishedExecution(StoredExecutions.Of(record), request, lastSeq, hasOutput);
        }
    }

    /// <summary>Workers that belong to tenants.</summary>
    public async Task<IReadOnlyList<ClaimedWorker>> ReadWorkersAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Workers
            .Select(w => new ClaimedWorker(w.Id, w.TenantId, w.Pool, w.Driver, w.ExternalId, w.Node))
            .ToListAsync(cancellationToken);
    }

    private static async Task<(long LastSeq, bool HasOutput)> ReadProgressAsync(
        PolydevDbContext context, long number, CancellationToken cancellationToken)
    {
        var lastSeq = 0L;
        await foreach (var batch in context.EventBatches.AsNoTracking()
            .Where(b => b.Execution == number).OrderBy(b => b.FirstSeq).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            lastSeq = batch.LastSeq;
            if (EventLines.HasOutput(batch.Events))
            {
                lastSeq = await context.EventBatches.Where(b => b.Execution == number).MaxAsync(b => b.LastSeq, cancellationToken);
                return (lastSeq, true);
            }
        }

        return (lastSeq, false);
    }
}
