using Microsoft.EntityFrameworkCore;
using Polydev.Controller.Storage.Records;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Storage;

/// <summary>Keeps tenants and the hashes of their keys.</summary>
internal sealed class TenantStore(IDbContextFactory<PolydevDbContext> contexts, WriteGate gate)
{
    /// <summary>All tenants.</summary>
    public async Task<IReadOnlyList<Tenant>> ReadTenantsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.Tenants.AsNoTracking().ToListAsync(cancellationToken)).ConvertAll(TenantOf);
    }

    /// <summary>All keys.</summary>
    public async Task<IReadOnlyList<StoredKey>> ReadKeysAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.ApiKeys.AsNoTracking().ToListAsync(cancellationToken)).ConvertAll(KeyOf);
    }

    /// <summary>Stores a tenant, new or changed.</summary>
    public async Task SaveAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var record = RecordOf(tenant);
        context.Entry(record).State = await context.Tenants.AnyAsync(t => t.Id == tenant.Id, cancellationToken)
            ? EntityState.Modified
            : EntityState.Added;
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Removes a tenant with its keys and credentials. Its executions stay until they are pruned, its usage for good.</summary>
    public async Task DeleteAsync(string tenantId, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Tenants.Where(t => t.Id == tenantId).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Stores a new key in the place of others, all or nothing.</summary>
    public async Task AddKeyAsync(StoredKey key, IReadOnlyList<string> replacedIds, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.ApiKeys.RemoveRange(await context.ApiKeys.Where(k => replacedIds.Contains(k.Id)).ToListAsync(cancellationToken));
        context.ApiKeys.Add(new ApiKeyRecord
        {
            Id = key.Id,
            TenantId = key.TenantId,
            Name = key.Name,
            Hash = key.Hash,
            Last4 = key.Last4,
            IsAdmin = key.IsAdmin,
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Removes a key.</summary>
    public async Task DeleteKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.ApiKeys.Where(k => k.Id == keyId).ExecuteDeleteAsync(cancellationToken);
    }

    private static StoredKey KeyOf(ApiKeyRecord key) =>
        new(key.Id, key.TenantId, key.Name, key.Hash, key.Last4, key.IsAdmin, key.CreatedAt, key.ExpiresAt);

    private static Tenant TenantOf(TenantRecord record) => new()
    {
        Id = record.Id,
        Name = record.Name,
        CreatedAt = record.CreatedAt,
        Suspended = record.Suspended,
        Limits = new TenantLimits
        {
            MaxConcurrent = record.MaxConcurrent,
            MaxQueued = record.MaxQueued,
            RequestsPerMinute = record.RequestsPerMinute,
            DailySpendUsd = NanoUsd.ToUsd(record.DailySpendNanoUsd),
            MonthlySpendUsd = NanoUsd.ToUsd(record.MonthlySpendNanoUsd),
        },
    };

    private static TenantRecord RecordOf(Tenant tenant) => new()
    {
        Id = tenant.Id,
        Name = tenant.Name,
        CreatedAt = tenant.CreatedAt,
        Suspended = tenant.Suspended,
        MaxConcurrent = tenant.Limits.MaxConcurrent,
        MaxQueued = tenant.Limits.MaxQueued,
        RequestsPerMinute = tenant.Limits.RequestsPerMinute,
        DailySpendNanoUsd = NanoUsd.From(tenant.Limits.DailySpendUsd),
        MonthlySpendNanoUsd = NanoUsd.From(tenant.Limits.MonthlySpendUsd),
    };
}
