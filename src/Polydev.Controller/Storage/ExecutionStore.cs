using Microsoft.EntityFrameworkCore;
using Polydev.Controller.Storage.Records;

namespace Polydev.Controller.Storage;

/// <summary>Reads executions back. What the journal has not committed yet is not seen here.</summary>
internal sealed class ExecutionStore(IDbContextFactory<PolydevDbContext> contexts)
{
    /// <summary>The execution, if it is the tenant's.</summary>
    public async Task<StoredExecution?> FindAsync(string tenantId, string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Executions.AsNoTracking()
            .FirstOrDefaultAsync(e => e.Id == id && e.TenantId == tenantId, cancellationToken) is { } record ? StoredExecutions.Of(record) : null;
    }

    /// <summary>The tenant's execution that was asked for with this idempotency key, while it is kept.</summary>
    public async Task<StoredExecution?> FindByIdempotencyKeyAsync(string tenantId, string key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Executions.AsNoTracking()
            .FirstOrDefaultAsync(e => e.TenantId == tenantId && e.IdempotencyKey == key, cancellationToken) is { } record
            ? StoredExecutions.Of(record)
            : null;
    }

    /// <summary>The request of an execution, JSON, if it is the tenant's.</summary>
    public async Task<byte[]?> ReadRequestAsync(string tenantId, string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Executions
            .Where(e => e.Id == id && e.TenantId == tenantId)
            .Join(context.Requests, e => e.Number, r => r.Execution, (_, request) => request.Body)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The tenant's executions, newest first.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="filter">Conditions.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">Most items.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ExecutionPage> ListAsync(
        string tenantId, ExecutionFilter filter, ExecutionCursor? after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var records = await Matching(context, tenantId, filter, after)
            .OrderByDescending(e => e.CreatedAt)
            .ThenByDescending(e => e.Number)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        var more = records.Count > limit;
        var items = records.Take(limit).Select(StoredExecutions.Of).ToList();
        return new ExecutionPage(items, more ? new ExecutionCursor(records[limit - 1].CreatedAt, records[limit - 1].Number).ToString() : null);
    }

    private static IQueryable<ExecutionRecord> Matching(PolydevDbContext context, string tenantId, ExecutionFilter filter, ExecutionCursor? after)
    {
        var executions = context.Executions.AsNoTracking().Where(e => e.TenantId == tenantId);
        executions = filter.Status is { } status ? executions.Where(e => e.Status == status) : executions;
        executions = filter.Provider is { } provider ? executions.Where(e => e.Provider == provider) : executions;
        executions = filter.Model is { } model ? executions.Where(e => e.Model == model) : executions;
        executions = filter.User is { } user ? executions.Where(e => e.User == user) : executions;
        executions = filter.CreatedFrom is { } from ? executions.Where(e => e.CreatedAt >= from) : executions;
        executions = filter.CreatedBefore is { } before ? executions.Where(e => e.CreatedAt < before) : executions;
        // The first comparison is the index's, the second settles ties.
        return after is { CreatedAt: var time, Number: var number }
            ? executions.Where(e => e.CreatedAt <= time && (e.CreatedAt < time || e.Number < number))
            : executions;
    }
}
