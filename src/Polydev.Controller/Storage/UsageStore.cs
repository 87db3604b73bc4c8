using Microsoft.EntityFrameworkCore;

namespace Polydev.Controller.Storage;

/// <summary>Reads the usage that the journal sums up.</summary>
internal sealed class UsageStore(IDbContextFactory<PolydevDbContext> contexts)
{
    /// <summary>Usage of some days, summed up and sorted by what it is grouped by.</summary>
    /// <param name="from">First UTC day.</param>
    /// <param name="to">Last UTC day.</param>
    /// <param name="tenantId">The tenant; null for all.</param>
    /// <param name="by">By what to sum up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<UsageGroup>> ReadAsync(
        DateOnly from, DateOnly to, string? tenantId, UsageGrouping by, CancellationToken cancellationToken)
    {
        var (day, tenant, user) = (by.HasFlag(UsageGrouping.Day), by.HasFlag(UsageGrouping.Tenant), by.HasFlag(UsageGrouping.User));
        var (provider, model) = (by.HasFlag(UsageGrouping.Provider), by.HasFlag(UsageGrouping.Model));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await context.Usage
            .Where(u => u.Day >= from && u.Day <= to && (tenantId == null || u.TenantId == tenantId))
            .GroupBy(u => new
            {
                Day = day ? u.Day : (DateOnly?)null,
                Tenant = tenant ? u.TenantId : null,
                User = user ? u.User : null,
                Provider = provider ? u.Provider : null,
                Model = model ? u.Model : null,
            })
            .Select(g => new UsageGroup(g.Key.Day, g.Key.Tenant, g.Key.User, g.Key.Provider, g.Key.Model, new UsageFigures
            {
                Executions = g.Sum(u => u.Executions),
                Failed = g.Sum(u => u.Failed),
                InputTokens = g.Sum(u => u.InputTokens),
                OutputTokens = g.Sum(u => u.OutputTokens),
                CachedInputTokens = g.Sum(u => u.CachedInputTokens),
                ReasoningTokens = g.Sum(u => u.ReasoningTokens),
                CostNanoUsd = g.Sum(u => u.CostNanoUsd),
                ExecutionsWithoutCost = g.Sum(u => u.ExecutionsWithoutCost),
                Seconds = g.Sum(u => u.Seconds),
                Bytes = g.Sum(u => u.Bytes),
            }))
            .ToListAsync(cancellationToken);
        return [.. groups
            .OrderBy(g => g.Day)
            .ThenBy(g => g.Tenant, StringComparer.Ordinal)
            .ThenBy(g => g.User, StringComparer.Ordinal)
            .ThenBy(g => g.Provider, StringComparer.Ordinal)
            .ThenBy(g => g.Model, StringComparer.Ordinal)];
    }

    /// <summary>What every tenant spent on each day from one on.</summary>
    public async Task<IReadOnlyList<DailySpend>> ReadSpendAsync(DateOnly from, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var sums = await context.Usage
            .Where(u => u.Day >= from)
            .GroupBy(u => new { u.TenantId, u.Day })
            .Select(g => new { g.Key.TenantId, g.Key.Day, Nano = g.Sum(u => u.CostNanoUsd) })
            .ToListAsync(cancellationToken);
        return sums.ConvertAll(sum => new DailySpend(sum.TenantId, sum.Day, NanoUsd.ToUsd(sum.Nano)!.Value));
    }
}
